/** Brings the starter model to model/, as the product itself does. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { repository, runVisibly } from "./run.mjs";

/** @returns whether it is there; why not has been said */
export async function ensureStarter() {
  // Only after the packages are installed there is one that reads TypeScript.
  const { tsImport } = await import("tsx/esm/api");
  const { starter } = await tsImport("../../src/models/starter.ts", import.meta.url);
  if (existsSync(join(repository, "model", starter.file))) return true;
  return (await runVisibly(process.execPath, ["dist/cli.mjs", "download", starter.name])) === 0;
}
