/** How each vector of a model is used: what calibration tries, and what it found. */
import * as z from "zod";
import { choiceSchema, type Operation, type Positions, type SteeringChoice } from "./choice.js";

/** Whether the model is also told the constraint: the best layer differs (Stolfo et al. 2025). */
export const calibrationModeSchema = z.enum(["alone", "told"]);
export type CalibrationMode = z.infer<typeof calibrationModeSchema>;

/**
 * A choice, and what it achieved on the validation prompts on which it was chosen; strength 0 is
 * off.
 */
export const calibratedChoiceSchema = choiceSchema.extend({
  /** Share of texts on which the constraint held, unsteered and steered; 0 to 1. */
  accuracyOff: z.number(),
  accuracyOn: z.number(),
  /** Number of validation texts behind `accuracyOn`. */
  examples: z.int(),
  /**
   * Mean negative log-likelihood of the texts under the unsteered model given the prompt without
   * the instruction, in nats per token; absent for choices of earlier versions.
   */
  qualityOff: z.number().optional(),
  qualityOn: z.number().optional(),
  /** Mean pairwise cosine of the pairs' differences at the chosen layer. */
  agreement: z.number().optional(),
  /** Number of tokens written to find the choice. */
  generatedTokens: z.int().optional(),
  /** Digest of everything the choice depends on: as long as it is the same, the choice stands. */
  inputs: z.string().optional(),
});
export type CalibratedChoice = z.infer<typeof calibratedChoiceSchema>;

/** The calibration of one vector, by mode. */
export const calibrationEntrySchema = z.union([
  // Earlier versions calibrated only without telling.
  calibratedChoiceSchema.transform((alone): CalibrationEntry => ({ alone })),
  z.object({ alone: calibratedChoiceSchema.optional(), told: calibratedChoiceSchema.optional() }),
]);
export interface CalibrationEntry {
  alone?: CalibratedChoice | undefined;
  told?: CalibratedChoice | undefined;
}

/** `calibration.json` of a vector set: one entry per vector name or constraint id. */
export const calibrationFileSchema = z.object({
  /** Identity of the model the vectors were measured on. */
  model: z.string(),
  choices: z.record(z.string(), calibrationEntrySchema),
});
export type CalibrationFile = z.infer<typeof calibrationFileSchema>;

/** The choice for a mode; if only the other mode was calibrated, the choice for that one. */
export function choiceIn(
  entry: CalibrationEntry | undefined,
  mode: CalibrationMode,
): CalibratedChoice | undefined {
  return mode === "told" ? (entry?.told ?? entry?.alone) : entry?.alone;
}

type Moves = readonly [Operation, number][];

/**
 * What is tried at every layer. Natural strengths come before exaggerated ones. At the last prompt
 * token alone, `raise` and `target` are the same, because that token has not read the instruction.
 */
const MOVES: Record<Positions, Moves> = {
  "from-last": [
    ["target", 1],
    ["raise", 1],
    ["add", 1],
    ["add", 1.5],
  ],
  "last-only": [
    ["target", 1],
    ["add", 2],
  ],
  all: [
    ["target", 1],
    ["raise", 1],
    ["add", 1],
  ],
};

/** Excluding a word always subtracts. */
const EXCLUDING_MOVES: Record<Positions, Moves> = {
  "from-last": [
    ["add", 1],
    ["add", 1.5],
    ["add", 0.7],
    ["add", 2.5],
  ],
  "last-only": [
    ["add", 1],
    ["add", 2.5],
  ],
  all: [
    ["add", 1],
    ["add", 1.5],
  ],
};

/**
 * Candidates in the order of preference among equals: positions that keep the prompt's cached
 * cells valid first, then middle layers before the rest, then natural moves before exaggerated ones.
 */
export function candidates(layerCount: number, excluding: boolean): SteeringChoice[] {
  const positions: readonly Positions[] = ["from-last", "last-only", "all"];
  const moves = excluding ? EXCLUDING_MOVES : MOVES;
  return positions.flatMap((position) =>
    candidateLayers(layerCount).flatMap((layer) =>
      moves[position].map(([operation, strength]) => ({
        layer,
        operation,
        positions: position,
        strength,
      })),
    ),
  );
}

const MOST_LAYERS = 6;

/**
 * Layers from a fifth of the depth upwards, as in the paper, evenly spaced, middle ones first.
 * Block 0 is left out because a control-vector file cannot hold it, the last block because only
 * the output rows pass it.
 */
export function candidateLayers(layerCount: number): number[] {
  const first = Math.max(1, Math.floor(layerCount / 5));
  const last = Math.max(first, layerCount - 2);
  const count = Math.min(MOST_LAYERS, last - first + 1);
  const step = count > 1 ? (last - first) / (count - 1) : 0;
  const layers = Array.from({ length: count }, (_, i) => Math.round(first + i * step));
  const middle = layerCount * 0.45;
  return layers.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
}

/** If nothing has been calibrated yet: a natural step at a middle layer. */
export function defaultChoice(layerCount: number, operation: Operation): SteeringChoice {
  const layer = candidateLayers(layerCount)[0] ?? 1;
  return { layer, operation, positions: "from-last", strength: 1 };
}
