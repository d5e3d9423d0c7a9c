/**
 * Carries one model's vectors to another whose residual stream has a different width or depth, by a
 * linear map from one space to the other, fitted on both models' activations for the same prompts.
 * Stolfo et al. (2025) name such transfer as future work. The fit is ridge regression (Hoerl and
 * Kennard 1970) in its dual form, so its cost grows with the number of prompts, not with the width.
 *
 * Every layer of the target is paired with the source layer at the same share of the depth:
 *
 *     difference y = C' X (difference x)       C = (K + penalty I)^-1 Y       K = X X'
 *
 * with X and Y the centred activations, one prompt per row. All sums run in float64.
 */
import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { dot, length, type PromptActivations, type SteeringVector } from "./vector.js";

/** Two models' activations for the same request. */
export interface SharedPrompt {
  /** The base query; prompts that share one are held out together. */
  query: string;
  /** Whether an instruction follows the query. */
  instructed: boolean;
  source: PromptActivations;
  target: PromptActivations;
}

/** From one layer of the source to one of the target. */
export interface LayerMap {
  sourceLayer: number;
  /** Ridge penalty, in units of the mean squared length of a centred source row. */
  penalty: number;
  /**
   * Share of the held-out target rows' variance that the map explains; 1 is all of it, and a
   * negative share is worse than no map.
   */
  explained: number;
  /**
   * Factor that makes a mapped difference as long as the target's own, because the penalty shortens
   * it. Least squares on the held-out prompts, with minus without an instruction.
   */
  stretch: number;
  /** Mean target row of the prompts without an instruction. */
  targetBaseline: Float64Array;
  /** Prompts by source width, centred. */
  rows: Matrix;
  /** Prompts by target width. */
  coefficients: Matrix;
}

/** `layers[l]` gives the output of the target's zero-based block l. */
export interface LinearMap {
  layers: readonly LayerMap[];
}

/** One in this many queries is held out to choose the penalty. */
const HELD_OUT_EVERY = 4;
const PENALTIES = [1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];

/**
 * Fits one map per layer of the target; penalties are chosen on every fourth query.
 *
 * Throws a RangeError for fewer than eight queries, which are too few to choose on.
 */
export function fitLinearMap(prompts: readonly SharedPrompt[]): LinearMap {
  const queries = [...new Set(prompts.map(({ query }) => query))];
  const first = prompts[0];
  if (!first || queries.length < 2 * HELD_OUT_EVERY) {
    throw new RangeError(`A linear map needs at least ${2 * HELD_OUT_EVERY} shared queries.`);
  }
  const heldOut = new Set(queries.filter((_, i) => i % HELD_OUT_EVERY === HELD_OUT_EVERY - 1));
  const layers = first.target.map((_, layer) => {
    const sourceLayer = pairedLayer(layer, first.target.length, first.source.length);
    return fitLayer(prompts, layer, sourceLayer, heldOut);
  });
  return { layers };
}

/**
 * The layer at the same share of another model's depth. Block 0 is paired with block 0 alone: a
 * control-vector file has no place for it.
 */
export function pairedLayer(layer: number, layerCount: number, otherCount: number): number {
  if (layer === 0 || otherCount < 2) return 0;
  const share = layer / Math.max(1, layerCount - 1);
  return Math.max(1, Math.round(share * (otherCount - 1)));
}

/**
 * A difference of two rows passed through a layer's map, as the regression gives it, without
 * stretching.
 */
export function mapDifference(
  { rows, coefficients }: LayerMap,
  difference: Float32Array | Float64Array,
): Float64Array {
  const mapped = new Float64Array(coefficients.columns);
  for (let i = 0; i < rows.rows; i++) {
    let weight = 0;
    for (let k = 0; k < rows.columns; k++) weight += rows.get(i, k) * (difference[k] ?? 0);
    for (let k = 0; k < mapped.length; k++) {
      mapped[k] = (mapped[k] ?? 0) + weight * coefficients.get(i, k);
    }
  }
  return mapped;
}

/**
 * The source's vectors as vectors of the target. Directions are mapped; lengths, targets and
 * baselines come from the target's own activations along them. The agreement remains the source's,
 * because nothing was measured with the instruction on the target.
 */
export function mapVectors(map: LinearMap, vectors: readonly SteeringVector[]): SteeringVector[] {
  return vectors.map(({ name, pairs, layers }) => ({
    name,
    pairs,
    layers: map.layers.map((layerMap) => {
      const measured = layers[layerMap.sourceLayer];
      if (!measured) {
        throw new RangeError(`${name} was not measured at layer ${layerMap.sourceLayer}.`);
      }
      const difference = measured.direction.map((x) => x * measured.norm);
      const mapped = mapDifference(layerMap, difference);
      const mappedLength = length(mapped);
      const direction = mappedLength > 0 ? mapped.map((x) => x / mappedLength) : mapped;
      const norm = mappedLength * layerMap.stretch;
      const baseline = dot(layerMap.targetBaseline, direction);
      return {
        direction: Float32Array.from(direction),
        norm,
        target: baseline + norm,
        baseline,
        agreement: measured.agreement,
      };
    }),
  }));
}

function fitLayer(
  prompts: readonly SharedPrompt[],
  layer: number,
  sourceLayer: number,
  heldOut: ReadonlySet<string>,
): LayerMap {
  const fitted = prompts.filter(({ query }) => !heldOut.has(query));
  const kept = prompts.filter(({ query }) => heldOut.has(query));
  const trial = centred(fitted, layer, sourceLayer);
  const penalty = choosePenalty(trial, kept, layer, sourceLayer);
  const all = centred(prompts, layer, sourceLayer);
  const bare = prompts.filter(({ instructed }) => !instructed);
  const map = {
    sourceLayer,
    penalty: penalty.value,
    explained: penalty.explained,
    targetBaseline: meanRow((bare.length > 0 ? bare : prompts).map((p) => rowAt(p.target, layer))),
    rows: all.source,
    coefficients: solve(gram(all.source, all.source), penalty.value, all.target),
  };
  const onTrial = {
    ...map,
    rows: trial.source,
    coefficients: solve(gram(trial.source, trial.source), penalty.value, trial.target),
    stretch: 1,
  };
  return { ...map, stretch: stretchOf(onTrial, kept, layer) };
}

interface Centred {
  source: Matrix;
  target: Matrix;
  sourceMean: Float64Array;
  targetMean: Float64Array;
}

function centred(prompts: readonly SharedPrompt[], layer: number, sourceLayer: number): Centred {
  const source = prompts.map((prompt) => rowAt(prompt.source, sourceLayer));
  const target = prompts.map((prompt) => rowAt(prompt.target, layer));
  const [sourceMean, targetMean] = [meanRow(source), meanRow(target)];
  return {
    source: minus(source, sourceMean),
    target: minus(target, targetMean),
    sourceMean,
    targetMean,
  };
}

/**
 * The penalty with which held-out rows are predicted best. With S = Kh (K + penalty I)^-1 the error
 * |Yh - S Y|^2 needs only inner products of the rows, so a candidate costs no pass over the width.
 */
function choosePenalty(
  { source, target, sourceMean, targetMean }: Centred,
  heldOut: readonly SharedPrompt[],
  layer: number,
  sourceLayer: number,
): { value: number; explained: number } {
  const sourceHeld = minus(
    heldOut.map((p) => rowAt(p.source, sourceLayer)),
    sourceMean,
  );
  const targetHeld = minus(
    heldOut.map((p) => rowAt(p.target, layer)),
    targetMean,
  );
  const kernel = gram(source, source);
  const kernelHeld = gram(source, sourceHeld);
  const targets = gram(target, target);
  const targetsHeld = gram(target, targetHeld);
  const variance = innerProduct(targetHeld, targetHeld);
  const scored = PENALTIES.map((value) => {
    const smoother = solve(kernel, value, kernelHeld);
    const error =
      variance -
      2 * innerProduct(smoother, targetsHeld) +
      innerProduct(smoother, targets.mmul(smoother));
    return { value, explained: variance > 0 ? 1 - error / variance : 0 };
  });
  // Among equals, the larger penalty gives the simpler map.
  return scored.reduce((best, next) => (next.explained >= best.explained ? next : best));
}

/** Projection of the target's own differences on the mapped ones, over the held-out queries. */
function stretchOf(map: LayerMap, heldOut: readonly SharedPrompt[], layer: number): number {
  let overlap = 0;
  let mappedSquare = 0;
  for (const prompt of heldOut.filter(({ instructed }) => instructed)) {
    const bare = heldOut.find(({ query, instructed }) => query === prompt.query && !instructed);
    if (!bare) continue;
    const mapped = mapDifference(map, difference(prompt.source, bare.source, map.sourceLayer));
    overlap += dot(mapped, difference(prompt.target, bare.target, layer));
    mappedSquare += dot(mapped, mapped);
  }
  // Without such prompts nothing is known. A map that points the wrong way moves nothing.
  return mappedSquare > 0 ? Math.max(0, overlap / mappedSquare) : 1;
}

/** (K + penalty I)^-1 B, the penalty in units of K's mean diagonal. */
function solve(kernel: Matrix, penalty: number, right: Matrix): Matrix {
  const scale = kernel.trace() / kernel.rows;
  // Identical rows carry no information: any positive ridge then gives the zero map.
  const ridge = penalty * (scale > 0 ? scale : 1);
  const penalised = Matrix.add(kernel, Matrix.eye(kernel.rows, kernel.rows, ridge));
  return new CholeskyDecomposition(penalised).solve(right);
}

/** Inner products of the rows of a with those of b. */
function gram(a: Matrix, b: Matrix): Matrix {
  return a.mmul(b.transpose());
}

function innerProduct(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) sum += a.get(i, k) * b.get(i, k);
  }
  return sum;
}

function difference(a: PromptActivations, b: PromptActivations, layer: number): Float64Array {
  const other = rowAt(b, layer);
  return Float64Array.from(rowAt(a, layer), (x, i) => x - (other[i] ?? 0));
}

function meanRow(rows: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows) {
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] ?? 0) + (row[k] ?? 0);
  }
  return sum.map((x) => x / rows.length);
}

function minus(rows: readonly Float32Array[], mean: Float64Array): Matrix {
  return new Matrix(rows.map((row) => Float64Array.from(row, (x, k) => x - (mean[k] ?? 0))));
}

function rowAt(activations: PromptActivations, layer: number): Float32Array {
  const row = activations[layer];
  if (!row) throw new RangeError(`No activation was captured at layer ${layer}.`);
  return row;
}
