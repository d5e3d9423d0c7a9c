/**
 * What is compared with llama.cpp's own control vectors: one model, one vector file, and some uses.
 * Everything is computed from seeds, so only llama.cpp's answers are stored.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeGguf, float32Tensor, type GgufValue } from "../../src/steering/gguf.js";
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

/** Writes the model and the control vector into a folder and returns their paths. */
export function writeControlVectorFiles(folder: string): { model: string; vector: string } {
  const model = join(folder, "model.gguf");
  const vector = join(folder, "vector.gguf");
  writeRandomModel(model, { seed: 20 });
  const metadata = new Map<string, GgufValue>([
    ["general.architecture", { type: "string", value: "controlvector" }],
    ["controlvector.model_hint", { type: "string", value: "llama" }],
    ["controlvector.layer_count", { type: "int32", value: tinyModel.layers - 1 }],
  ]);
  const tensors = Array.from({ length: tinyModel.layers - 1 }, (_, i) =>
    float32Tensor(`direction.${i + 1}`, unitVector(tinyModel.embeddingSize, i + 1)),
  );
  writeFileSync(vector, encodeGguf({ metadata, tensors }));
  return { model, vector };
}
