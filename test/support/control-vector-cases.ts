/**
 * Cases to compare with llama.cpp's own control vectors: one model, one vector file, and some uses.
 * Everything is computed from seeds, so only llama.cpp's answers are stored.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeVectorFile } from "../../src/steering/control-vector.js";
import { tinyModel, writeRandomModel } from "./random-model.js";
import { unitVector } from "./steered-model.js";

export interface ControlVectorCase {
  prompt: string;
  /** Without it, no control vector is used. */
  vector?: { scale: number; firstLayer: number; lastLayer: number };
}

export const tokensToWrite = 32;

const prompts = ["The quick brown fox jumps over", "A letter to the harbour master:"];
const uses = [
  { scale: 2.5, firstLayer: 1, lastLayer: 5 },
  { scale: 2.5, firstLayer: 2, lastLayer: 4 },
  { scale: 4, firstLayer: 3, lastLayer: 3 },
  { scale: -2.5, firstLayer: 1, lastLayer: 5 },
];

export const controlVectorCases: readonly ControlVectorCase[] = prompts.flatMap((prompt) => [
  { prompt },
  ...uses.map((vector) => ({ prompt, vector })),
]);

/** Writes the model and the control vector, as `tiller` would, into a folder and returns their paths. */
export function writeControlVectorFiles(folder: string): { model: string; vector: string } {
  const model = join(folder, "model.gguf");
  const vector = join(folder, "vector.gguf");
  writeRandomModel(model, { seed: 20 });
  // Written like a measured vector from the engine, with everything that Tiller adds to the format.
  const layers = Array.from({ length: tinyModel.layers }, (_, layer) => ({
    direction: unitVector(tinyModel.embeddingSize, layer),
    norm: 1,
    target: 2,
    baseline: 1,
    agreement: 0.5,
  }));
  const measured = { name: "test", pairs: 20, layers };
  writeFileSync(vector, encodeVectorFile(measured, "llama", "llama/6x128/0/random"));
  return { model, vector };
}
