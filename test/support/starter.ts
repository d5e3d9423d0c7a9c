/** The starter model, for tests that concern a real model. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundledModelPath } from "../../src/models/bundled-model.js";

export const starterModel = bundledModelPath(fileURLToPath(new URL("../..", import.meta.url)));

/**
 * Skips a test or a suite (in its `before`) if the starter could not be fetched; set-up has said
 * why.
 */
export function needsStarter(context: Mocha.Context): void {
  if (!existsSync(starterModel)) context.skip();
}
