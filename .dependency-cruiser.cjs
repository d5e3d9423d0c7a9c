/**
 * The rooms of the house (ARCHITECTURE.md) and their arrows. `npm run rules`, a part of `npm test`, fails
 * on an import that is not allowed here, on a folder of `src` that has no row here, and on a circle.
 *
 * A row names a folder: which others its files import (`imports`) or know by type alone (`types`), and what
 * it uses of the outside: "node" (node's own modules), "vscode", "llama" (node-llama-cpp). From the ground up.
 */
const rooms = {
  // What texts are made of.
  text: {},
  "text/protected": { types: "text" },
  "text/difference": { imports: "text/protected", types: "text" },

  // What a writer can ask for.
  "constraints/definition": { imports: "text" },
  "constraints/ifeval": { imports: "constraints/definition text" },
  "constraints/families": { imports: "constraints/definition constraints/ifeval text" },
  constraints: { imports: "constraints/definition constraints/families text" },

  // How activations are steered.
  gguf: { imports: "text" },
  steering: { imports: "constraints gguf text", types: "constraints/definition" },

  // Model files: what they are, where they are, how they come onto this machine.
  models: { imports: "gguf text", uses: "node" },
  "models/connection": { uses: "node" },
  "models/sources": { imports: "models/connection text" },
  "models/download": { imports: "models models/connection models/sources", uses: "node" },
  "models/find": { imports: "gguf models models/sources", uses: "node llama" },
  "models/bring-starter": {
    imports: "models models/connection models/download models/find",
    uses: "node",
  },

  // Where the model runs. Everybody else knows `engine/api` alone.
  "engine/api": {
    imports: "constraints models models/connection models/find steering",
    uses: "node",
  },
  "engine/hook": { types: "steering", uses: "node llama" },
  "engine/vectors": { imports: "engine/api models steering text", uses: "node" },
  "engine/prompting": { imports: "engine/api engine/hook steering", uses: "llama" },
  "engine/decoding": {
    imports: "engine/api engine/hook engine/prompting steering text",
    types: "constraints constraints/definition",
    uses: "llama",
  },
  "engine/guarantees": {
    imports: "constraints engine/hook text",
    types: "constraints/definition engine/decoding",
    uses: "llama",
  },
  "engine/loading": {
    imports: "engine/api engine/decoding engine/hook engine/prompting engine/vectors models",
    uses: "node llama",
  },
  "engine/devices": {
    imports: "engine/loading models/connection models/download",
    types: "models models/sources",
    uses: "node",
  },
  "engine/measuring": {
    imports:
      "constraints engine/api engine/decoding engine/hook engine/prompting engine/vectors steering",
    types: "engine/loading",
    uses: "llama",
  },
  "engine/calibrating": {
    imports:
      "constraints engine/api engine/decoding engine/measuring engine/prompting engine/vectors models steering text",
    types: "constraints/definition engine/loading",
    uses: "node",
  },
  "engine/generating": {
    imports:
      "constraints engine/api engine/decoding engine/guarantees engine/measuring engine/prompting engine/vectors models steering",
    types: "engine/loading",
    uses: "node llama",
  },
  "engine/remote": {
    imports:
      "constraints engine/api engine/decoding engine/generating engine/prompting engine/vectors models steering text",
    uses: "node",
  },
  "engine/process": {
    imports:
      "constraints constraints/definition engine/api engine/calibrating engine/devices engine/generating engine/hook engine/loading engine/measuring engine/remote engine/vectors models models/bring-starter models/connection models/download models/find steering",
    uses: "node",
  },

  // How well steering works, and the page that shows it.
  evaluation: {
    imports:
      "constraints constraints/definition constraints/families constraints/ifeval engine/api models steering text",
    uses: "node",
  },
  "report/drawing": { imports: "evaluation" },
  "report/parts": { imports: "evaluation report/drawing" },
  report: { imports: "evaluation report/drawing report/parts" },

  // The same work without an editor.
  cli: {
    imports:
      "constraints constraints/definition constraints/ifeval engine/api evaluation models models/sources report steering",
    types: "models/find",
    uses: "node",
  },

  // The editor.
  settings: { imports: "engine/api models", uses: "node vscode" },
  workbench: { uses: "node vscode" },
  measurements: {
    imports: "engine/api models workbench",
    types: "settings",
    uses: "node vscode",
  },
  "writing/editor": { imports: "text/protected", uses: "node vscode" },
  "writing/state": {
    imports: "engine/api settings workbench",
    types: "constraints writing/editor",
    uses: "node vscode",
  },
  "writing/passages": {
    imports: "text/difference text/protected workbench writing/editor",
    types: "engine/api text writing/state",
    uses: "node vscode",
  },
  "writing/receipts": {
    imports: "settings workbench writing/editor writing/passages",
    types: "constraints engine/api text",
    uses: "node vscode",
  },
  "writing/streaming": {
    imports: "constraints engine/api settings writing/editor writing/passages writing/state",
    uses: "vscode",
  },
  "writing/suggestions": {
    imports: "settings workbench writing/state writing/streaming",
    types: "engine/api",
    uses: "node vscode",
  },
  "writing/commands": {
    imports: "text/protected writing/passages writing/state writing/streaming",
    types: "constraints engine/api text writing/receipts",
    uses: "vscode",
  },
  "writing/review": {
    imports:
      "text/difference text/protected workbench writing/editor writing/passages writing/state writing/streaming",
    types: "engine/api text",
    uses: "vscode",
  },
  chat: {
    imports: "settings workbench writing/state writing/streaming",
    types: "engine/api",
    uses: "vscode",
  },
  selecting: {
    imports: "constraints constraints/definition settings workbench writing/state",
    uses: "node vscode",
  },
  "selecting/presets": {
    imports: "constraints selecting workbench",
    types: "writing/state",
    uses: "node vscode",
  },
  "model-picking": {
    imports: "engine/api models models/find models/sources settings workbench",
    types: "writing/state",
    uses: "node vscode",
  },
  sidebar: {
    imports:
      "constraints constraints/definition measurements selecting steering workbench writing/receipts writing/state",
    types: "engine/api selecting/presets settings writing/passages writing/streaming",
    uses: "node vscode",
  },
  // The page, in a browser's frame.
  "sidebar/view/elements": { types: "selecting sidebar" },
  "sidebar/view/control": { imports: "sidebar/view/elements", types: "sidebar" },
  "sidebar/view": { imports: "sidebar sidebar/view/control sidebar/view/elements" },
};

/** Any file of `src` that lies in none of these folders itself. */
const outside = (names) => {
  const allowed = names.split(" ").filter(Boolean).join("|");
  return allowed ? `^src/(?!(?:${allowed})/[^/]+$)` : "^src/";
};

const notByType = { dependencyTypesNot: ["type-only"] };

/** A room's rules. */
function rulesOf(name, { imports = "", types = "", uses = "" }) {
  const from = { path: `^src/${name}/[^/]+$` };
  const rule = (kind, to) => ({ name: `${name} ${kind}`, severity: "error", from, to });
  const rules = [
    rule("imports", { path: outside(`${name} ${imports} ${types}`) }),
    rule("knows others by type", { path: outside(`${name} ${imports}`), ...notByType }),
  ];
  if (!uses.includes("node")) rules.push(rule("uses no node", { dependencyTypes: ["core"] }));
  if (!uses.includes("vscode")) rules.push(rule("knows no editor", { path: "^vscode$" }));
  if (!uses.includes("llama")) rules.push(rule("loads no model", { path: "node-llama-cpp" }));
  return rules;
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "every room has a row",
      comment: "a new folder of src needs one above",
      severity: "error",
      from: {
        path: outside(`${Object.keys(rooms).join(" ")} native`),
        pathNot: "^src/extension\\.ts$",
      },
      to: {},
    },
    ...Object.entries(rooms).flatMap(([name, room]) => rulesOf(name, room)),
    {
      name: "the wiring is nobody's",
      severity: "error",
      from: {},
      to: { path: "^src/extension\\.ts$" },
    },
    {
      name: "the protocol has one door",
      comment: "its parts are read through protocol.ts",
      severity: "error",
      from: { pathNot: "^src/engine/api/" },
      to: { path: "^src/engine/api/(model-description|text-requests|vector-requests)\\.ts$" },
    },
    {
      name: "the editor carries no verifiers",
      comment:
        "language detection alone is megabytes; the engine process writes the receipts. Bundles leave out what no declaration uses",
      severity: "error",
      from: { path: "^src/(extension|writing|selecting|sidebar|chat|engine/api)" },
      to: {
        path: "^src/constraints/(?:catalogue|write-receipt|families/[^/]+)\\.ts$",
        ...notByType,
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
