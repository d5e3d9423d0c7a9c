/**
 * The arrows of the house (ARCHITECTURE.md). A forbidden import or a circle fails the tests.
 * @type {import("dependency-cruiser").IConfiguration}
 */
module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "constraints-are-pure",
      comment: "constraints know nothing but themselves, the phrasings and pure libraries",
      severity: "error",
      from: { path: "^src/constraints" },
      to: {
        path: "^src/(?!constraints)|^vscode$|node-llama-cpp",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "constraints-and-steering-use-no-node",
      severity: "error",
      from: { path: "^src/(constraints|steering)" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "steering-is-pure",
      severity: "error",
      from: { path: "^src/steering" },
      to: { path: "^src/(?!steering|constraints)|^vscode$|node-llama-cpp" },
    },
    {
      name: "engine-knows-no-editor",
      severity: "error",
      from: { path: "^src/(engine|models)" },
      to: { path: "^vscode$|^src/(writing|selecting|sidebar|chat|cli|extension)" },
    },
    {
      name: "only-the-engine-process-loads-the-model",
      comment: "node-llama-cpp runs in the child; everybody else speaks the protocol",
      severity: "error",
      from: { path: "^src/(?!engine|models)" },
      to: {
        path: "node-llama-cpp|^src/engine/(?!client|protocol|limits|sampling|loading-options)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "client-stays-light",
      comment: "the extension host's half must not pull in the engine's half; choices are schemas",
      severity: "error",
      from: { path: "^src/engine/(client|protocol)\\.ts$" },
      to: {
        path: "node-llama-cpp|^src/(steering/(?!(?:choice|calibration)\\.ts$)|engine/(?!client|protocol|limits|sampling|loading-options))",
      },
    },
    {
      name: "editor-carries-no-verifiers",
      comment: "language detection alone is megabytes; the engine process writes the receipts",
      severity: "error",
      from: {
        path: "^src/(extension|writing|selecting|sidebar|chat|engine/(client|protocol)\\.ts)",
      },
      to: {
        path: "^src/constraints/(catalogue|write-receipt|language-verifier|sentence-verifiers)\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "editor-makes-no-reports",
      comment:
        "the plots' libraries are megabytes; the editor shows a page that the command line made",
      severity: "error",
      from: { path: "^src/(extension|writing|selecting|sidebar|chat|engine)" },
      to: { path: "^src/(report|evaluation)" },
    },
    {
      name: "report-is-pure",
      comment: "a report is made of an evaluation's results and nothing else",
      severity: "error",
      from: { path: "^src/report" },
      to: { path: "^src/(?!report|evaluation/(results|statistics)\\.ts$)|^vscode$|node-llama-cpp" },
    },
    {
      name: "report-uses-no-node",
      severity: "error",
      from: { path: "^src/report" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "view-knows-no-node",
      severity: "error",
      from: { path: "^src/sidebar/view" },
      to: {
        path: "^vscode$|^src/(engine|steering|writing|chat|models|cli)",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "view-uses-no-core",
      severity: "error",
      from: { path: "^src/sidebar/view" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "text-is-pure",
      comment: "what texts are made of and how two differ is nobody's but the texts' own",
      severity: "error",
      from: { path: "^src/writing/text" },
      to: { path: "^src/(?!writing/text)|^vscode$|node-llama-cpp" },
    },
    {
      name: "text-uses-no-node",
      severity: "error",
      from: { path: "^src/writing/text" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "the-selection-is-not-the-sidebars",
      comment: "the sidebar is one of several places that show and change it",
      severity: "error",
      from: { path: "^src/selecting" },
      to: { path: "^src/sidebar" },
    },
    {
      name: "writing-and-cli-are-leaves",
      severity: "error",
      from: { path: "^src/(writing|selecting|sidebar|chat|model-picking)" },
      to: { path: "^src/(cli|extension)" },
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
