/**
 * How fast a model would write on this machine, from how fast another one does.
 *
 * For each token a processor reads all weights once, and what it computes with them takes it about as
 * long: so the time per token grows as the weights do. A GPU needs the same time again for each layer,
 * however small, of which a small model's time mostly consists: there the same sum gives the least to be
 * expected. It holds for models that use all of their weights for each token, not for mixtures of experts.
 */

/** What was measured. */
export interface MeasuredSpeed {
  tokensPerSecond: number;
  /** Of the model's weights. */
  bytes: number;
  onGpu: boolean;
}

export interface ExpectedSpeed {
  tokensPerSecond: number;
  /** The least to be expected rather than the likeliest. */
  atLeast: boolean;
}

/**
 * @param bytes of the other model's weights
 * @param fitsGpu whether it would lie in the GPU's memory as a whole
 * @returns undefined where it would run on something else than what was measured
 */
export function expectedSpeed(
  measured: MeasuredSpeed,
  bytes: number,
  fitsGpu: boolean,
): ExpectedSpeed | undefined {
  if (measured.onGpu !== fitsGpu) return undefined;
  const tokensPerSecond = (measured.tokensPerSecond * measured.bytes) / bytes;
  return { tokensPerSecond, atLeast: measured.onGpu };
}
