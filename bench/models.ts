/** The models that benchmarks run on: any file, the one for tests, or one with random weights. */
import { join } from "node:path";
import { temporaryFolder, writeRandomModel } from "../test/support/random-model.js";

/** The name in reports for the model that tests write with (test/tiny). */
export const TEST_MODEL = "a test model of 3.4 M parameters";

/** Rotary positions and a byte vocabulary, like the tests' models. */
const RANDOM_MODEL = {
  layers: 32,
  embeddingSize: 768,
  heads: 12,
  keyValueHeads: 6,
  feedForwardSize: 2048,
  vocabularySize: 32000,
  contextSize: 16384,
} as const;

export type WeightType = "Q8_0" | "Q4_0";

/** Runs something with a model of about 256 million random weights, then removes the model. */
export async function withRandomModel<T>(
  work: (path: string) => Promise<T>,
  type: WeightType = "Q8_0",
): Promise<T> {
  const folder = temporaryFolder();
  try {
    const name = `256M random weights, ${type}`;
    const path = join(folder.path, "random.gguf");
    writeRandomModel(path, { ...RANDOM_MODEL, name, type });
    return await work(path);
  } finally {
    folder.remove();
  }
}
