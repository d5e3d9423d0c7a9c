/** Brings the addon and the bundles up to date. Both builders detect what is stale. */
import { runQuietly, step } from "./run.mjs";

export async function ensureBuilt() {
  await step("Building the addon and the bundles", async () => {
    await runQuietly("npm", ["run", "build:native"]);
    await runQuietly("npm", ["run", "build"]);
  });
}
