/**
 * Evaluates what steering does on the starter model and writes the figures to docs/evaluation.md:
 * `npm run docs:evaluation`. Resumes where it was stopped.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";

const { bundledModelPath } = await tsImport("../src/models/bundled-model.ts", import.meta.url);

const root = join(import.meta.dirname, "..");
const out = join(root, "out", "evaluation-starter");
/** The constraints that a writer meets first. */
const constraints = [
  "length_constraints:concise",
  "length_constraints:verbose",
  "change_case:english_capital",
  "punctuation:no_comma",
  "detectable_format:number_bullet_lists",
  "detectable_format:title",
  "startend:quotation",
  "keywords:existence,keywords=harbour",
  "keywords:forbidden_words,forbidden_words=harbour",
  "language:response_language,language=fr",
];
const options = [
  ...["--queries", "12", "--max-tokens", "128"],
  ...constraints.flatMap((constraint) => ["--constraints", constraint]),
];

execFileSync(process.execPath, [join(root, "esbuild.mjs")], { stdio: "inherit" });
execFileSync(
  process.execPath,
  [join(root, "dist/cli.mjs"), "evaluate", bundledModelPath(root), "--out", out, ...options],
  { stdio: "inherit" },
);
const introduction = readFileSync(join(import.meta.dirname, "evaluation-introduction.md"), "utf8");
const figures = readFileSync(join(out, "summary.txt"), "utf8").trimEnd();
writeFileSync(
  join(root, "docs/evaluation.md"),
  `${introduction.trimEnd()}\n\n\`\`\`text\n${figures}\n\`\`\`\n`,
);
