/** What is tried, in which order, until a model fits into memory. Pure. */

/** One way of putting a model into memory. */
export interface Attempt {
  /** Layers on the graphics card; "fit": as many as fit beside the context, by an estimate. */
  readonly gpuLayers: number | "fit";
  /** Tokens of the context. */
  readonly contextSize: number;
}

/** An attempt for which memory was too small. */
export interface FailedAttempt extends Attempt {
  readonly stage: "model" | "context";
  /** What "fit" came to; where that is not known, all of the model's. */
  readonly gpuLayers: number;
}

/** A shorter context holds no paragraph together with what is asked of it. */
export const LEAST_CONTEXT = 1024;
/** Below this share of the layers a graphics card is not worth the way to it. */
const LEAST_SHARE = 1 / 4;

/**
 * The next attempt after those that failed: fewer layers on the graphics card, then a smaller context,
 * then the processor alone, where again only the context can become smaller.
 *
 * @param failed in order, at least one; the first is what was wanted
 * @returns undefined when nothing is left to try
 */
export function nextAttempt(failed: readonly FailedAttempt[]): Attempt | undefined {
  const [first] = failed;
  const last = failed.at(-1);
  if (!first || !last) throw new RangeError("Nothing has failed yet.");
  const fewer = Math.floor(last.gpuLayers / 2);
  if (fewer > 0 && fewer >= Math.floor(first.gpuLayers * LEAST_SHARE)) {
    return { gpuLayers: fewer, contextSize: last.contextSize };
  }
  const contextMatters = last.stage === "context" && last.contextSize > LEAST_CONTEXT;
  if (contextMatters) {
    const contextSize = Math.max(LEAST_CONTEXT, Math.floor(last.contextSize / 2));
    return { gpuLayers: last.gpuLayers, contextSize };
  }
  if (last.gpuLayers > 0) return { gpuLayers: 0, contextSize: first.contextSize };
  return undefined;
}
