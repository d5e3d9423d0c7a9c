/**
 * Bundles the four programs of Tiller into dist/: the extension (CommonJS, as VS Code loads it),
 * the engine process and the command line (ES modules, as node-llama-cpp requires), and the
 * sidebar's page. node-llama-cpp stays outside: it forks files of its own by name and uses top-level
 * await.
 */
import { build } from "esbuild";

const shared = { bundle: true, sourcemap: true, logLevel: "warning", outdir: "dist" };
const node = { ...shared, platform: "node", target: "node20" };

/** Bundled CommonJS dependencies call `require`, which ES modules do not have. */
const requireForModules = {
  js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
};

await Promise.all([
  build({
    ...node,
    format: "cjs",
    minify: true,
    // The build that unused parts can be left out of.
    alias: { yaml: "./node_modules/yaml/browser/index.js" },
    outExtension: { ".js": ".cjs" },
    entryPoints: { extension: "src/extension.ts" },
    external: ["vscode"],
  }),
  build({
    ...node,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    entryPoints: { engine: "src/engine/process/engine-process.ts", cli: "src/cli/main.ts" },
    external: ["node-llama-cpp"],
    banner: requireForModules,
  }),
  build({
    ...shared,
    platform: "browser",
    target: "es2022",
    format: "esm",
    minify: true,
    entryPoints: { sidebar: "src/sidebar/view/main.ts" },
  }),
]);
