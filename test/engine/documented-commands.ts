/** Which of the commands in the documents are executed as they stand, and where the others are. */

/** What a reader replaces by a thing of his own, and what a test takes for it. */
export type Stand = (own: { model: string; serverModel: string }) => string;

export const replaced: Readonly<Record<string, Stand>> = {
  "/models/writer-q4_k_m.gguf": ({ model }) => model,
  "https://team.example/v1#writer": ({ serverModel }) => serverModel,
  "http://127.0.0.1:8000/v1#writer": ({ serverModel }) => serverModel,
  "TILLER_API_KEY=...": () => "TILLER_API_KEY=secret",
};

/** Executed as they stand, but for what is replaced. */
export const executed: readonly string[] = [
  "npm start -- --no-editor",
  'npm run tiller -- complete --prompt "Why do towns plant trees along their streets?"',
  'npm run tiller -- complete --prompt "Why do towns plant trees along their streets?" --steer length_constraints:concise',
  'npm run tiller -- complete --prompt "Describe a fox." --exclude forest --guarantee keywords:forbidden_words',
  'npm run tiller -- complete --mode continue --prompt "The ferry left the harbour at dawn." --json',
  'npm run tiller -- rewrite --text "The fox lives in the forest." --steer length_constraints:concise',
  "npm run tiller -- --help",
  "npm run tiller -- models --devices",
  "tiller models",
  'tiller complete --model /models/writer-q4_k_m.gguf --prompt "Describe a fox."',
  'TILLER_API_KEY=... tiller complete --model https://team.example/v1#writer --prompt "Describe a fox."',
  'tiller rewrite --model http://127.0.0.1:8000/v1#writer --text "A fox ran away."',
];

export interface Elsewhere {
  /** How the command begins, without its arguments; a `*` at the end stands for the rest of a name. */
  command: string;
  because: string;
  /** The file or folder whose tests execute it, or that is what it executes. */
  where: string;
}

export const elsewhere: readonly Elsewhere[] = [
  { command: "npm test", because: "it executes this test", where: "scripts/test.mjs" },
  {
    command: "npm install",
    because: "every set-up begins so",
    where: "scripts/setup/dependencies.mjs",
  },
  {
    command: "apt-get install",
    because: "it changes the machine",
    where: "scripts/setup/system.mjs",
  },
  { command: "npm start", because: "it ends when the person says so", where: "test/workbench" },
  { command: "npm run build", because: "a part of npm start", where: "scripts/setup/build.mjs" },
  {
    command: "npm run build:native",
    because: "a part of npm start",
    where: "scripts/setup/build.mjs",
  },
  { command: "npm run typecheck", because: "a part of npm test", where: "scripts/test.mjs" },
  { command: "npm run lint", because: "a part of npm test", where: "scripts/test.mjs" },
  { command: "npm run rules", because: "a part of npm test", where: "scripts/test.mjs" },
  {
    command: "npm run test:asan",
    because: "minutes under a sanitizer; the same tests are executed without it",
    where: "test/engine/native-lifetime.test.ts",
  },
  {
    command: "npm run test:tsan",
    because: "it wants GCC, and has a build of its own",
    where: "test/native/threads.cpp",
  },
  {
    command: "npm run test:*",
    because: "suites, which npm test executes",
    where: "scripts/test.mjs",
  },
  { command: "npx mocha", because: "suites, which npm test executes", where: "scripts/test.mjs" },
  {
    command: "npm run package",
    because: "half a minute, and its file is installed there",
    where: "test/workbench/ui/packaged.test.ts",
  },
  {
    command: "npm run check:cross",
    because: "its compilers are for nothing else",
    where: "scripts/cross-check.mjs",
  },
  {
    command: "npm run docs:constraints",
    because: "it writes into the repository; what it writes is compared there",
    where: "test/unit/constraints/docs.test.ts",
  },
  {
    command: "npm run evaluation:tiny",
    because: "an hour of calibration and evaluation; both are tested in small",
    where: "test/engine/evaluate.test.ts",
  },
  { command: "npm run docs:*", because: "it writes into the repository", where: "scripts" },
  {
    command: "npm run screenshots",
    because: "it writes into the repository; what it drives is driven there",
    where: "test/workbench/ui/flows.test.ts",
  },
  {
    command: "npm run default-keys",
    because: "it writes into the repository; what it wrote is compared there",
    where: "test/unit/manifest/keys.test.ts",
  },
  { command: "bench/gpu.sh", because: "it wants a GPU", where: "bench/gpu.sh" },
  { command: "npm run bench:*", because: "minutes, for figures and not for tests", where: "bench" },
  { command: "npm run soak", because: "an hour; npm test has a short one", where: "test/soak" },
  {
    command: "npm run fuzz",
    because: "minutes each; npm test has a short run",
    where: "scripts/fuzz.mjs",
  },
  {
    command: "tiller download",
    because: "from a hub of the test's own",
    where: "test/engine/download.test.ts",
  },
  {
    command: "tiller calibrate",
    because: "minutes for a whole set",
    where: "test/engine/calibrate.test.ts",
  },
  {
    command: "tiller evaluate",
    because: "minutes for every case",
    where: "test/engine/evaluate.test.ts",
  },
  { command: "tiller verify", because: "on IFEval's own files", where: "test/engine/cli.test.ts" },
  {
    command: "tiller vectors",
    because: "on sets of the test's own",
    where: "test/engine/vector-sets.test.ts",
  },
  {
    command: "test/tiny/training/run.sh",
    because: "it trains the model for tests for hours; nothing of it is in the tests",
    where: "test/tiny/training/checks.py",
  },
];
