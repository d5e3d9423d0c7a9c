/**
 * Turns vectors, choices and dials into a steering plan: which row operations act while the prompt
 * is read, at its last token, and while the answer is written.
 */
import type { Operation, Positions, SteeringChoice } from "./choice.js";
import type { RowOperation, Variant } from "./row-operation.js";
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

/** The variant in force in each phase of one text. */
export interface SteeringPlan {
  /** All prompt tokens but the last. */
  prompt: Variant;
  /** The last prompt token, which gives the answer's first token. */
  lastPromptToken: Variant;
  /** The answer's own tokens, until a decay step is reached. */
  answer: Variant;
  /** The variants in force later in the answer, in order, if strengths decay. */
  decay: readonly DecayStep[];
}

export interface DecayStep {
  /** Tokens after the last prompt token: 1 is the answer's first token. */
  from: number;
  variant: Variant;
}

/** A plan that leaves the text alone. */
export const UNSTEERED_PLAN: SteeringPlan = {
  prompt: [],
  lastPromptToken: [],
  answer: [],
  decay: [],
};

/** A plan's variants, in the order of the tokens for which they are in force. */
export function variantsOf({ prompt, lastPromptToken, answer, decay }: SteeringPlan): Variant[] {
  return [prompt, lastPromptToken, answer, ...decay.map(({ variant }) => variant)];
}

/**
 * Where each of a plan's variants, except the first, comes into force, in tokens after the last
 * prompt token, which is 0.
 */
export function turningPoints({ decay }: SteeringPlan): number[] {
  return [0, 1, ...decay.map(({ from }) => from)];
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

/** Composes operations into the three phases; those that share a layer are solved jointly. */
export function composePlan(operations: readonly PlannedOperation[]): SteeringPlan {
  const acting = (...positions: Positions[]) =>
    operations.filter((operation) => positions.includes(operation.positions));
  const answering = acting("all", "from-last");
  const answerAt = (token: number) =>
    solveLayers(answering.flatMap((operation) => decayed(operation, token)));
  const steps = new Set(answering.flatMap(({ decay }) => (decay ? decaySteps(decay) : [])));
  return {
    prompt: solveLayers(acting("all")),
    lastPromptToken: solveLayers(acting("all", "from-last", "last-only")),
    answer: answerAt(1),
    decay: [...steps]
      .filter((from) => from > 1)
      .sort((a, b) => a - b)
      .map((from) => ({ from, variant: answerAt(from) })),
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
