/**
 * Steering vectors by difference in means (Stolfo et al. 2025, section 3): the residual stream at
 * the last prompt token, with and without an instruction, averaged over contrast pairs.
 */

/** The direction of one instruction after one block, and where prompts lie along it. */
export interface LayerDirection {
  /** Unit vector along mean(with - without). */
  direction: Float32Array;
  /** Length of the mean difference, in units of the residual stream. */
  norm: number;
  /**
   * Mean projection onto the direction with the instruction: the target of `target` and `raise`.
   */
  target: number;
  /** Mean projection without the instruction. */
  baseline: number;
  /**
   * Mean pairwise cosine of the pairs' differences, -1 to 1: how much the pairs agree. Low
   * agreement predicts that the vector will not steer. 1 when there is a single pair.
   */
  agreement: number;
}

/** One instruction's directions; `layers[l]` belongs to the output of zero-based block l. */
export interface SteeringVector {
  /** Names the instruction and the arguments its phrasing depends on: `keywords:existence=harbour`. */
  name: string;
  pairs: number;
  layers: readonly LayerDirection[];
}

/** Residual-stream rows of one prompt's last token: `rows[l]` after zero-based block l. */
export type PromptActivations = readonly Float32Array[];

export interface ActivationPair {
  withInstruction: PromptActivations;
  without: PromptActivations;
}

/**
 * Difference in means over the pairs, for every layer.
 *
 * Sums run in float64. A layer on which the pairs do not differ at all gets the zero direction.
 * Throws a RangeError when there are no pairs.
 */
export function measureVector(name: string, pairs: readonly ActivationPair[]): SteeringVector {
  const first = pairs[0];
  if (!first) throw new RangeError("A steering vector needs at least one contrast pair.");
  const layers = first.without.map((_, layer) =>
    measureLayer(
      pairs.map((pair) => rowAt(pair.withInstruction, layer)),
      pairs.map((pair) => rowAt(pair.without, layer)),
    ),
  );
  return { name, pairs: pairs.length, layers };
}

function rowAt(activations: PromptActivations, layer: number): Float32Array {
  const row = activations[layer];
  if (!row) throw new RangeError(`No activation was captured at layer ${layer}.`);
  return row;
}

function measureLayer(
  withInstruction: readonly Float32Array[],
  without: readonly Float32Array[],
): LayerDirection {
  const meanWith = mean(withInstruction);
  const meanWithout = mean(without);
  const difference = meanWith.map((x, i) => x - (meanWithout[i] ?? 0));
  const norm = length(difference);
  const unit = norm > 0 ? difference.map((x) => x / norm) : difference;
  return {
    direction: Float32Array.from(unit),
    norm,
    target: dot(meanWith, unit),
    baseline: dot(meanWithout, unit),
    agreement: meanPairwiseCosine(withInstruction, without),
  };
}

/** From |sum of unit vectors|^2 = n + sum over i != j of their cosines. */
function meanPairwiseCosine(
  withInstruction: readonly Float32Array[],
  without: readonly Float32Array[],
): number {
  const n = withInstruction.length;
  if (n < 2) return 1;
  const sum = new Float64Array(withInstruction[0]?.length ?? 0);
  for (const [i, row] of withInstruction.entries()) {
    const difference = Float64Array.from(row, (x, k) => x - (without[i]?.[k] ?? 0));
    const norm = length(difference);
    if (norm > 0)
      for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] ?? 0) + (difference[k] ?? 0) / norm;
  }
  return (dot(sum, sum) - n) / (n * (n - 1));
}

function mean(rows: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows)
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] ?? 0) + (row[k] ?? 0);
  return sum.map((x) => x / rows.length);
}

type Numbers = Float32Array | Float64Array;

/** Dot product in float64. */
export function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Euclidean length in float64. */
export function length(a: Numbers): number {
  return Math.sqrt(dot(a, a));
}
