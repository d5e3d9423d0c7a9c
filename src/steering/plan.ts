/** Turns vectors, choices and dials into a steering plan: from which token on which row operations act. */
import type { Operation, Positions, SteeringChoice } from "./choice.js";
import type { RowOperation, RowOperations } from "./row-operation.js";
import { dot, length, type SteeringVector } from "./vector.js";

/** One vector, acting as chosen. */
export interface PlannedOperation extends RowOperation {
  operation: Operation;
  positions: Positions;
  /** The `value` at strength 0. */
  valueAtRest: number;
  /** Tokens in which the strength halves, as in `SteeringChoice`. */
  decay?: number | undefined;
}

/** Row operations that act from a token on, until the next phase. */
export interface Phase {
  /**
   * In tokens behind the prompt's last, which is 0 and gives the answer's first token: the answer's own
   * begin at 1. `PROMPT_START`, or not below 0: one prompt's cells serve several texts, so it is steered as one.
   */
  from: number;
  operations: RowOperations;
}

/** How one text is steered. */
export interface SteeringPlan {
  /** In order; what is before the first is left alone. */
  phases: readonly Phase[];
}

/** Where a phase begins that acts on all of a prompt. */
export const PROMPT_START = Number.NEGATIVE_INFINITY;

/** Leaves the text alone. */
export const UNSTEERED_PLAN: SteeringPlan = { phases: [] };

/** What acts on a token, counted as phases count. */
export function operationsAt({ phases }: SteeringPlan, token: number): RowOperations {
  return phases.findLast(({ from }) => from <= token)?.operations ?? [];
}

/** The plan, with operations that act on every token before its own do. */
export function actingEverywhere(
  operations: RowOperations,
  { phases }: SteeringPlan,
): SteeringPlan {
  const whole =
    phases[0]?.from === PROMPT_START ? phases : [{ from: PROMPT_START, operations: [] }, ...phases];
  return {
    phases: whole.map((phase) => ({
      from: phase.from,
      operations: [...operations, ...phase.operations],
    })),
  };
}

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
  const { layer, positions, cap, decay } = choice;
  const { direction, norm, target, baseline } = measured;
  const amount = dial * choice.strength;
  const operation = sign < 0 ? "add" : choice.operation;
  const valueAtRest = operation === "target" ? baseline : 0;
  const common = { layer, positions, operation, direction, valueAtRest, cap, decay };
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

/** Composes operations into phases; those that share a layer are solved jointly. */
export function composePlan(operations: readonly PlannedOperation[]): SteeringPlan {
  const acting = (...positions: Positions[]) =>
    operations.filter((operation) => positions.includes(operation.positions));
  const answering = acting("all", "from-last");
  const steps = answering.flatMap(({ decay }) => (decay ? decaySteps(decay) : []));
  const answerFrom = [...new Set([1, ...steps])].sort((a, b) => a - b);
  return {
    phases: [
      { from: PROMPT_START, operations: solveLayers(acting("all")) },
      { from: 0, operations: solveLayers(acting("all", "from-last", "last-only")) },
      ...answerFrom.map((from) => ({
        from,
        operations: solveLayers(answering.flatMap((operation) => decayed(operation, from))),
      })),
    ],
  };
}

/** A strength that has fallen below this share of its initial value no longer steers. */
const LEAST_SHARE = 1 / 16;
/** A long decay proceeds in steps, at least this many until the strength has halved. */
const STEPS_PER_HALF = 16;

/**
 * The operation with the strength that remains at a token, 2^(-token / decay) of the initial one,
 * or nothing. The last prompt token, which produces the answer's first token, is token 0.
 */
function decayed(operation: PlannedOperation, token: number): PlannedOperation[] {
  const { value, gain, valueAtRest, decay, oneSided } = operation;
  if (decay === undefined) return [operation];
  const step = stepOf(decay);
  const share = 2 ** (-(Math.floor(token / step) * step) / decay);
  if (share < LEAST_SHARE) return [];
  return [
    {
      ...operation,
      value: valueAtRest + share * (value - valueAtRest),
      // The gain of a one-sided operation is its strength; that of a target says what it is.
      gain: oneSided ? share * gain : gain,
    },
  ];
}

/** The tokens at which the strength changes; at the last of them it becomes 0. */
function decaySteps(decay: number): number[] {
  const step = stepOf(decay);
  const steps = Math.floor((-Math.log2(LEAST_SHARE) * decay) / step) + 1;
  return Array.from({ length: steps }, (_, i) => (i + 1) * step);
}

function stepOf(decay: number): number {
  return Math.max(1, Math.floor(decay / STEPS_PER_HALF));
}

function solveLayers(operations: readonly PlannedOperation[]): RowOperations {
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

/** Directions closer than this to the span of the others cannot be met independently. */
const MIN_RESIDUAL = 0.05;

function orthogonalTargets(targets: readonly PlannedOperation[]): RowOperation[] {
  const solved: RowOperation[] = [];
  for (const { layer, direction, value, cap } of targets) {
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
      cap,
    });
  }
  return solved;
}

function rowOperation(operation: PlannedOperation): RowOperation {
  const { layer, direction, value, gain, oneSided, cap } = operation;
  return { layer, direction, value, gain, oneSided, cap };
}
