/**
 * The suites that run inside the extension host, on the desktop and in CI alike: VSCODE_EXECUTABLE
 * names an installed VS Code (or the stand-in, test/workbench/stand-in/code.mjs), else a stable one
 * is downloaded.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@vscode/test-cli";
import { build } from "esbuild";
import { tsImport } from "tsx/esm/api";

const { addTinySet, tillerTiny } = await tsImport("./test/support/tiny.ts", import.meta.url);

await build({
  entryPoints: ["test/workbench/suite/*.test.ts"],
  outdir: "out/suite",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  platform: "node",
  format: "cjs",
  external: ["vscode"],
  sourcemap: "inline",
  logLevel: "warning",
});

// Every run starts from the same documents and settings, and leaves none behind.
const scratch = mkdtempSync(join(tmpdir(), "tiller-"));
process.once("exit", () => rmSync(scratch, { recursive: true, force: true }));
const workspaceFolder = join(scratch, "notes");
cpSync("test/workbench/fixtures/notes", workspaceFolder, { recursive: true });
const userData = join(scratch, "user");
mkdirSync(join(userData, "User"), { recursive: true });
writeFileSync(
  join(userData, "User/settings.json"),
  // One seed, so that a model writes the same texts in every run.
  JSON.stringify({
    "tiller.seed": 1,
    "tiller.model": process.env.TILLER_TEST_MODEL ?? tillerTiny,
  }),
);
await addTinySet(join(userData, "User/globalStorage/tiller.tiller"));

const executable = process.env.VSCODE_EXECUTABLE;

export default defineConfig({
  // Beside Tiller an extension of the tests' own, which looks for its instructions in TILLER_RUN.
  extensionDevelopmentPath: [
    import.meta.dirname,
    join(import.meta.dirname, "test/workbench/holding"),
  ],
  env: { TILLER_RUN: scratch },
  files: "out/suite/*.test.cjs",
  workspaceFolder,
  launchArgs: [`--user-data-dir=${userData}`],
  mocha: { ui: "bdd", timeout: 60_000, reporter: "test/support/reporter.cjs" },
  ...(executable ? { useInstallation: { fromPath: executable } } : { version: "stable" }),
});
