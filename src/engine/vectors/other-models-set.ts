/** Another model's vector set, used as it is on a model with the same layers and width. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelFile } from "../../models/gguf-file.js";
import type { CalibrationFile } from "../../steering/calibration.js";
import { ControlVectorError, decodeVectorFile } from "../../steering/control-vector.js";
import type { SteeringVector } from "../../steering/vector.js";
import { readCalibration, vectorFileName } from "./vector-store.js";

export class OtherModelsSet {
  private constructor(
    private readonly folder: string,
    private readonly model: ModelFile,
    readonly calibration: CalibrationFile,
  ) {}

  /** @throws ControlVectorError when the folder holds no readable set */
  static async open(folder: string, model: ModelFile): Promise<OtherModelsSet> {
    const calibration = await readCalibration(folder);
    if (!calibration) {
      throw new ControlVectorError(`There is no readable vector set in ${folder}.`);
    }
    return new OtherModelsSet(folder, model, calibration);
  }

  /** @throws ControlVectorError when the set has no such vector, or it does not fit this model */
  async find(name: string): Promise<SteeringVector> {
    const { folder, model } = this;
    let bytes: Uint8Array;
    try {
      bytes = await readFile(join(folder, vectorFileName(name)));
    } catch {
      throw new ControlVectorError(`The vector set in ${folder} has no vector for ${name}.`);
    }
    const { vector } = decodeVectorFile(bytes);
    const width = vector.layers[0]?.direction.length ?? 0;
    if (vector.layers.length !== model.layers || width !== model.width) {
      throw new ControlVectorError(
        `The vectors in ${folder} are for a model of ${vector.layers.length} layers, ${width} wide, but ${model.name} has ${model.layers}, ${model.width} wide.`,
      );
    }
    return vector;
  }

  /** Another model's set is never written to. */
  async remember(): Promise<void> {}
}
