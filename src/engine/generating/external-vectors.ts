/** Control-vector files of any origin, applied as llama.cpp applies them. */
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ControlVectorError, decodeControlVector } from "../../steering/control-vector.js";
import type { RowOperations } from "../../steering/row-operation.js";
import { length } from "../../steering/vector.js";
import type { ControlVectorUse } from "../api/protocol.js";
import type { LoadedModel } from "../loading/loaded-model.js";

/**
 * `scale * direction.L` is added to the output of every block L of the range, at every position.
 * @throws ControlVectorError naming the file when it cannot be used with this model.
 */
export async function externalOperations(
  { file: { width, name } }: LoadedModel,
  uses: readonly ControlVectorUse[],
): Promise<RowOperations> {
  const additions = await Promise.all(
    uses.map(async ({ file, scale, firstLayer, lastLayer }) => {
      const vector = await readControlVector(file);
      if (vector.width !== width) {
        throw new ControlVectorError(
          `${basename(file)} was made for a model ${vector.width} wide, but ${name} is ${width} wide.`,
        );
      }
      return [...vector.directions]
        .filter(([layer]) => layer >= firstLayer && layer <= lastLayer)
        .flatMap(([layer, direction]) => addition(layer, direction, scale));
    }),
  );
  return additions.flat();
}

async function readControlVector(file: string) {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ControlVectorError(
      code === "ENOENT"
        ? `There is no control-vector file at ${file}.`
        : `The control-vector file ${file} cannot be read (${code}).`,
    );
  }
  try {
    return decodeControlVector(bytes);
  } catch (error) {
    if (!(error instanceof ControlVectorError)) throw error;
    throw new ControlVectorError(`${basename(file)} cannot be used: ${error.message}`);
  }
}

function addition(layer: number, vector: Float32Array, scale: number): RowOperations {
  const norm = length(vector);
  if (norm === 0) return [];
  const direction = vector.map((x) => x / norm);
  return [{ layer, direction, value: scale * norm, gain: 0, oneSided: false }];
}
