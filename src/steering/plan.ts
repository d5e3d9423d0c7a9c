/**
 * From vectors, choices and dials to a steering plan: which row operations act while the prompt is
 * read, at its last token, and while the answer is written.
 */
import type { Operation, Positions, SteeringChoice } from "./choice.js";
import type { RowOperation, Variant } from "./row-operation.js";
import { dot, length, type SteeringVector } from "./vector.js";

/** One vector, acting as chosen. */
export interface PlannedOperation extends RowOperation {
  operation: Operation;
  positions: Positions;
}

/** The variant that is in force in each phase of one text. */
export interface SteeringPlan {
  /** All prompt tokens but the last. */
  prompt: Variant;
  /** The last prompt token, which gives the answer's first token. */
  lastPromptToken: Variant;
  /** The answer's own tokens. */
  answer: Variant;
}

/** Leaves the text alone. */
export const UNSTEERED_PLAN: SteeringPlan = { prompt: [], lastPromptToken: [], answer: [] };

/**
 * One vector's row operation at a dial. The dial scales the movement the calibrated strength
 * makes: 0 leaves the text alone, 1 is the calibrated value. A negative `sign` steers away from
 * the instruction, always by subtraction (exclusion of a word by its inclusion vector).
 *
 * Throws a RangeError when the vector has no such layer.
 */
export function planOperation(
  vector: SteeringVector,
  choice: SteeringChoice,
  dial: number,
  sign: 1 | -1 = 1,
): PlannedOperation {
  const measured = vector.layers[choice.layer];
  if (!measured) {
    throw new RangeError(`The vector ${vector.name} was not measured at layer ${choice.layer}.`);
  }
  const { layer, positions } = choice;
  const { direction, norm, target, baseline } = measured;
  const amount = dial * choice.strength;
  const operation = sign < 0 ? "add" : choice.operation;
  const common = { layer, positions, operation, direction };
  switch (operation) {
    case "add":
      return { ...common, value: sign * amount * norm, gain: 0, oneSided: false };
    case "target":
      return {
        ...common,
        value: baseline + amount * (target - baseline),
        gain: 1,
        oneSided: false,
      };
    case "raise":
      return { ...common, value: amount * target, gain: amount, oneSided: true };
  }
}

/** Composes operations into the three phases; those that share a layer are solved jointly. */
export function composePlan(operations: readonly PlannedOperation[]): SteeringPlan {
  const acting = (positions: readonly Positions[]) =>
    solveLayers(operations.filter((operation) => positions.includes(operation.positions)));
  return {
    prompt: acting(["all"]),
    lastPromptToken: acting(["all", "from-last", "last-only"]),
    answer: acting(["all", "from-last"]),
  };
}

function solveLayers(operations: readonly PlannedOperation[]): Variant {
  const layers = [...new Set(operations.map(({ layer }) => layer))].sort((a, b) => a - b);
  return layers.flatMap((layer) => solveLayer(operations.filter((o) => o.layer === layer)));
}

/**
 * Additions first, then all targets of the layer at once, so that every target is met exactly:
 * the smallest change with U'h' = z is, with U = QR, a projection to R^-T z along the orthonormal
 * columns of Q, which may be done one after the other. One-sided operations come last, each on
 * its own, because whether they act depends on the row.
 */
function solveLayer(operations: readonly PlannedOperation[]): RowOperation[] {
  return [
    ...operations.filter(({ operation }) => operation === "add").map(rowOperation),
    ...orthogonalTargets(operations.filter(({ operation }) => operation === "target")),
    ...operations.filter(({ operation }) => operation === "raise").map(rowOperation),
  ];
}

/** Directions closer than this to the span of the others ask for nothing that can be had apart. */
const MIN_RESIDUAL = 0.05;

function orthogonalTargets(targets: readonly PlannedOperation[]): RowOperation[] {
  const solved: RowOperation[] = [];
  for (const { layer, direction, value } of targets) {
    const residual = Float64Array.from(direction);
    let rest = value;
    for (const earlier of solved) {
      const overlap = dot(direction, earlier.direction);
      for (let i = 0; i < residual.length; i++) {
        residual[i] = (residual[i] ?? 0) - overlap * (earlier.direction[i] ?? 0);
      }
      rest -= overlap * earlier.value;
    }
    const norm = length(residual);
    if (norm < MIN_RESIDUAL) continue;
    solved.push({
      layer,
      direction: Float32Array.from(residual, (x) => x / norm),
      value: rest / norm,
      gain: 1,
      oneSided: false,
    });
  }
  return solved;
}

function rowOperation({ layer, direction, value, gain, oneSided }: PlannedOperation): RowOperation {
  return { layer, direction, value, gain, oneSided };
}
