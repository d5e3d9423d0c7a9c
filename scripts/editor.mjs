/** Opens an editor with the extension and the sample document. */
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";
import { repository, runVisibly } from "./setup/run.mjs";

/** A copy, so that trying things out does not change the repository. */
const folder = join(repository, "out/samples");
const file = join(folder, "street-trees.md");

/** @param {string} [model] instead of the starter */
export async function openDesktop(model) {
  copySamples(model);
  await runVisibly("code", [`--extensionDevelopmentPath=${repository}`, folder, file]);
}

/**
 * Serves the web workbench until it is stopped.
 * @param {string} [model] instead of the starter
 */
export async function openWebWorkbench(model) {
  copySamples(model);
  const { startServer } = await tsImport("../test/workbench/server.ts", import.meta.url);
  const server = await startServer();
  const address = server.address({ folder, file, extensions: [repository] });
  console.log(`\nVS Code with Tiller (Ctrl+C ends it):\n${address}`);
  await Promise.race([interruption(), server.ended]).finally(() => server.dispose());
}

function copySamples(model) {
  cpSync(join(repository, "samples"), folder, { recursive: true });
  const settings = join(folder, ".vscode");
  rmSync(settings, { recursive: true, force: true });
  if (model === undefined) return;
  mkdirSync(settings);
  writeFileSync(join(settings, "settings.json"), JSON.stringify({ "tiller.model": model }));
}

function interruption() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
  });
}
