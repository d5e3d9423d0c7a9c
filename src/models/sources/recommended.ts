/**
 * A few models to start with: small, instruction-tuned, free to use for any purpose, and steerable.
 *
 * Qwen3-4B-Instruct-2507 does not think, as its card says; the smaller two can be asked not to,
 * which Tiller does. Qwen3.5 is newer, but three in four of its blocks are recurrent, so texts
 * cannot be steered side by side with it.
 *
 * Sizes and licences are those of the repositories on the hub (Qwen/Qwen3-0.6B-GGUF,
 * Qwen/Qwen3-1.7B-GGUF, unsloth/Qwen3-4B-Instruct-2507-GGUF), as their file lists and many public
 * manifests that quote them say; what a download is checked against comes from the hub each time.
 * Memory is `memoryNeed` for 8192 tokens, with the sizes of each model's config.json: Qwen3 0.6B and 1.7B
 * have 28 blocks, the 4B has 36, all with 8 key-value heads of 128 numbers and 151,936 tokens.
 */
export interface RecommendedModel {
  /** Identifies the model, also on the command line. */
  name: string;
  /** As accepted by `tiller download`. */
  source: string;
  /** SPDX identifier. */
  licence: string;
  /** Of the file. */
  bytes: number;
  /** Bytes it takes to run. */
  memory: number;
}

/** From the smallest to the largest. */
export const recommendedModels: readonly RecommendedModel[] = [
  {
    name: "Qwen3-0.6B",
    source: "hf:Qwen/Qwen3-0.6B-GGUF/Qwen3-0.6B-Q8_0.gguf",
    licence: "Apache-2.0",
    bytes: 639_446_688,
    memory: 1_920_000_000,
  },
  {
    name: "Qwen3-1.7B",
    source: "hf:Qwen/Qwen3-1.7B-GGUF/Qwen3-1.7B-Q8_0.gguf",
    licence: "Apache-2.0",
    bytes: 1_834_426_016,
    memory: 3_140_000_000,
  },
  {
    name: "Qwen3-4B-Instruct-2507",
    source: "hf:unsloth/Qwen3-4B-Instruct-2507-GGUF/Qwen3-4B-Instruct-2507-Q4_K_M.gguf",
    licence: "Apache-2.0",
    bytes: 2_497_281_120,
    memory: 4_090_000_000,
  },
];
