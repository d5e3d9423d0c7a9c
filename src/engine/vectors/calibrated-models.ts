/** Which models have a calibrated vector set here, whichever set that is. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { EngineOptions } from "../api/protocol.js";
import { readCalibration } from "./vector-store.js";

/** The identities of the models that the sets of the package and of this machine belong to. */
export async function calibratedModels({
  packageRoot,
  cacheDirectory,
}: EngineOptions): Promise<string[]> {
  const sets = await Promise.all(
    [packageRoot, cacheDirectory].map(async (root) => {
      const folder = join(root, "vectors");
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
    }),
  );
  const calibrations = await Promise.all(sets.flat().map(readCalibration));
  return calibrations.flatMap((calibration) =>
    calibration && Object.keys(calibration.choices).length > 0 ? [calibration.model] : [],
  );
}
