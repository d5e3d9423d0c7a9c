/**
 * What steering does to one row x of the residual stream, the output of one block for one token:
 *
 *     c = value - gain * (x . direction)      c = max(0, c) when oneSided
 *     c = min(max(c, -cap |x|), cap |x|)      x += c * direction
 *
 * With a unit direction: `add` is gain 0; `target` (projection to a target, Stolfo et al. 2025,
 * Eq. 2) is gain 1; `raise` with dial s is oneSided with gain s and value s * target.
 */
export interface RowOperation {
  /** Zero-based block whose output is changed. */
  layer: number;
  /** Unit length; as wide as the model's residual stream. */
  direction: Float32Array;
  value: number;
  gain: number;
  oneSided: boolean;
  /**
   * The furthest that a row is moved, as a share of its original length; absent or Infinity: no
   * limit.
   */
  cap?: number | undefined;
}

/** The operations on one sequence's rows, in order, at any layers. Empty: unsteered. */
export type RowOperations = readonly RowOperation[];
