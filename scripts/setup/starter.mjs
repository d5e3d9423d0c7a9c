/** Fetches the starter model to model/, in the same way as the product. */
import { existsSync } from "node:fs";
import { repository, runVisibly } from "./run.mjs";

/** @returns whether it is there; if not, the reason has been printed */
export async function ensureStarter() {
  // TypeScript can be read only after the packages are installed.
  const { tsImport } = await import("tsx/esm/api");
  const load = (file) => tsImport(`../../src/models/${file}.ts`, import.meta.url);
  const { bundledModelPath } = await load("bundled-model");
  if (existsSync(bundledModelPath(repository))) return true;
  const { starter } = await load("starter");
  return (await runVisibly(process.execPath, ["dist/cli.mjs", "download", starter.name])) === 0;
}
