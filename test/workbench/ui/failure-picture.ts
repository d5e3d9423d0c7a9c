import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workbench } from "../workbench.js";

const folder = fileURLToPath(new URL("../../../out/failures/", import.meta.url));

/** For `afterEach`: what the workbench looked like when the test failed, under the test's title. */
export async function keepPictureOfFailure(
  test: Mocha.Test | undefined,
  workbench: Workbench,
): Promise<void> {
  // A test whose `beforeEach` failed has no state at all.
  if (!test || test.state === "passed") return;
  const name = test.fullTitle().replaceAll(/[^a-z0-9]+/gi, "-");
  await workbench.page.screenshot({ path: join(folder, `${name}.png`) });
}
