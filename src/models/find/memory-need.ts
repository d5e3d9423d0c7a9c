/** How much memory a model takes, before it is loaded. */
import type { AttentionSizes } from "./attention-sizes.js";

/** Tokens that llama.cpp computes at once (`n_ubatch`). */
const BATCH = 512;
/** Sizes of caches are multiples of this many tokens. */
const CELLS = 256;
/** Keys and values are stored as half-precision numbers. */
const CACHE_NUMBER = 2;
const FLOAT = 4;

/**
 * Bytes for a model and one context to write with, on any device:
 *
 *     weights
 *     + 2 bytes · (keys and values per token · context
 *                  + those of layers with a window · (window + 512))
 *     + 4 bytes · 512 · (vocabulary + 4 · width + 2 · feed-forward width + context / 2)
 *
 * The second line is llama.cpp's `llama_kv_cache` and `llama_kv_cache_iswa` (src/llama-kv-cache.cpp,
 * src/llama-kv-cache-iswa.cpp) with the cache as half-precision numbers. The third is a margin over
 * what its graph needs while it computes 512 tokens: the logits, the rows that live at a time, and
 * the mask of attention.
 *
 * @param contextSize tokens of the context that is made
 */
export function memoryNeed(
  weightBytes: number,
  sizes: AttentionSizes,
  contextSize: number,
): number {
  const cells = padded(contextSize);
  const windowCells = Math.min(cells, padded(sizes.window + BATCH));
  const cache = CACHE_NUMBER * (sizes.perToken * cells + sizes.perTokenInWindow * windowCells);
  const row = sizes.vocabulary + 4 * sizes.width + 2 * sizes.feedForward + cells / 2;
  return Math.ceil(weightBytes + cache + FLOAT * BATCH * row);
}

function padded(tokens: number): number {
  return Math.ceil(tokens / CELLS) * CELLS;
}
