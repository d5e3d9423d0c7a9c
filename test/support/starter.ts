/** The starter model in the tests that are about a real model. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundledModelPath } from "../../src/models/bundled-model.js";

export const starterModel = bundledModelPath(fileURLToPath(new URL("../..", import.meta.url)));

/** Skips a test or a suite (in its `before`) where the starter could not be fetched; set-up said why. */
export function needsStarter(context: Mocha.Context): void {
  if (!existsSync(starterModel)) context.skip();
}
