/** Brings the starter model to model/, as the product itself does. */
import { existsSync } from "node:fs";
import { repository, runVisibly } from "./run.mjs";

/** @returns whether it is there; why not has been said */
export async function ensureStarter() {
  // Only after the packages are installed there is one that reads TypeScript.
  const { tsImport } = await import("tsx/esm/api");
  const load = (file) => tsImport(`../../src/models/${file}.ts`, import.meta.url);
  const { bundledModelPath } = await load("bundled-model");
  if (existsSync(bundledModelPath(repository))) return true;
  const { starter } = await load("starter");
  return (await runVisibly(process.execPath, ["dist/cli.mjs", "download", starter.name])) === 0;
}
