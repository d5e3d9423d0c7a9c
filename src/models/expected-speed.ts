/**
 * How fast a model would write on this machine, from how fast another one does.
 *
 * A processor reads all weights once per token, and computing with them takes about as long, so the
 * time per token grows with the weights. A GPU also needs a fixed time for each layer, however
 * small, and a small model spends most of its time on that; there the same calculation gives a
 * lower bound. This holds for models that use all their weights for each token, not for mixtures of
 * experts.
 */

/** What was measured. */
export interface MeasuredSpeed {
  tokensPerSecond: number;
  /** Bytes of the model's weights. */
  bytes: number;
  onGpu: boolean;
}

export interface ExpectedSpeed {
  tokensPerSecond: number;
  /** A lower bound rather than the likeliest speed. */
  atLeast: boolean;
}

/**
 * @param bytes of the other model's weights
 * @param fitsGpu whether all of it would fit into the GPU's memory
 * @returns undefined if it would run on a device other than the measured one
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
