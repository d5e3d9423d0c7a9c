/**
 * Choosing how a vector is used on a model: which layer, operation, positions and strength make
 * the constraint hold most often on validation queries without breaking the text.
 */
import * as z from "zod";
import { choiceSchema, type Operation, type Positions, type SteeringChoice } from "./choice.js";

/** A choice, and what it achieved on the validation queries it was chosen on. */
export const calibratedChoiceSchema = choiceSchema.extend({
  /** Share of texts on which the constraint held, unsteered and steered; 0 to 1. */
  accuracyOff: z.number(),
  accuracyOn: z.number(),
  /** Number of validation texts behind `accuracyOn`. */
  examples: z.int(),
});
export type CalibratedChoice = z.infer<typeof calibratedChoiceSchema>;

/** `calibration.json` of a vector set: one entry per vector name or constraint id. */
export const calibrationFileSchema = z.object({
  /** Identity of the model the vectors were measured on. */
  model: z.string(),
  choices: z.record(z.string(), calibratedChoiceSchema),
});
export type CalibrationFile = z.infer<typeof calibrationFileSchema>;

/**
 * Candidates in the order of preference among equals: positions that keep the prompt's cached
 * cells valid first, natural strengths before exaggerated ones, middle layers before the rest.
 */
export function candidates(layerCount: number, excluding: boolean): SteeringChoice[] {
  const moves: readonly [Operation, number][] = excluding
    ? [
        ["add", 1],
        ["add", 1.5],
        ["add", 0.7],
        ["add", 2.5],
      ]
    : [
        ["target", 1],
        ["add", 1],
        ["add", 1.5],
        ["add", 0.7],
        ["target", 1.5],
      ];
  const positions: readonly Positions[] = ["from-last", "all", "last-only"];
  return positions.flatMap((position) =>
    candidateLayers(layerCount).flatMap((layer) =>
      moves.map(([operation, strength]) => ({ layer, operation, positions: position, strength })),
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

/** Where nothing was calibrated yet: a natural step at a middle layer. */
export function defaultChoice(layerCount: number, operation: Operation): SteeringChoice {
  const layer = candidateLayers(layerCount)[0] ?? 1;
  return { layer, operation, positions: "from-last", strength: 1 };
}

/** How one candidate did on one validation example. */
export interface Trial {
  held: boolean;
  degenerate: boolean;
}

export interface ScoredCandidate {
  choice: SteeringChoice;
  trials: readonly Trial[];
}

/**
 * A candidate's worth, 0 to 1: the share of texts on which the constraint holds and the text is
 * sound. Counting accuracy alone rewards texts that hold a constraint because nothing is left of
 * them.
 */
export function score({ trials }: ScoredCandidate): number {
  const good = trials.filter(({ held, degenerate }) => held && !degenerate);
  return trials.length === 0 ? 0 : good.length / trials.length;
}

/** The best `count` candidates; the order given decides among equals. */
export function keepBest(scored: readonly ScoredCandidate[], count: number): ScoredCandidate[] {
  return [...scored].sort((a, b) => score(b) - score(a)).slice(0, count);
}
