/**
 * Plot 9, the position modes, and what calibration missed: one grid of layers x operations x
 * positions, with everything else as calibrated.
 */
import type { TextCase, WrittenCase } from "../engine/api/protocol.js";
import type { Operation, Positions, SteeringChoice } from "../steering/choice.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure, quality, type Soundness, soundness, switchedOn, usedChoice } from "./measure.js";
import type { CalibrationGap, Layers, Measure, PositionsRow } from "./results.js";
import { accuracy, mean } from "./statistics.js";
import type { EvaluatedConstraint } from "./subjects.js";

const OPERATIONS: readonly Operation[] = ["add", "target", "raise"];
const POSITIONS: readonly Positions[] = ["all", "from-last", "last-only"];
/** How many cells are tried again on all requests. */
const FINALISTS = 3;
const MOST_LAYERS = 10;

/** One constraint used in one way. */
interface TriedCell {
  choice: SteeringChoice;
  texts: readonly WrittenCase[];
  measure: Measure;
  /** Share of texts that hold and are whole. */
  soundAccuracy: number;
}

interface TriedConstraint {
  subject: EvaluatedConstraint;
  /** As calibrated; a strength of 0 is off. */
  calibrated: SteeringChoice;
  cells: readonly TriedCell[];
}

export interface ChoiceParts {
  layers: Layers[];
  positions: PositionsRow[];
  calibrationGap: CalibrationGap[];
}

/**
 * @param queries requests per cell of the grid; the best cells get all that a subject has
 * @param choices the calibrated ones, by constraint
 */
export async function writeChoices(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  choices: ReadonlyMap<string, SteeringChoice>,
  queries: number,
): Promise<ChoiceParts> {
  const tried = await tryAll(bench, subjects, choices, queries);
  return {
    layers: tried.map(byLayer),
    positions: byPositions(tried),
    calibrationGap: await gaps(bench, tried),
  };
}

async function tryAll(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  choices: ReadonlyMap<string, SteeringChoice>,
  queries: number,
): Promise<TriedConstraint[]> {
  const grids = subjects.flatMap((subject) => {
    const calibrated = choices.get(subject.constraint);
    if (!calibrated) return [];
    const examples = subject.examples.slice(0, queries);
    return [{ subject: { ...subject, examples }, full: subject, calibrated }];
  });
  const cells = grids.flatMap(({ subject, calibrated }) =>
    cellsAround(calibrated, subject, bench.layers).map((choice) => ({ subject, choice })),
  );
  const sound = await soundnessOf(
    bench,
    grids.map(({ subject }) => subject),
  );
  const texts = await writeGroups(
    bench,
    cells.map(({ subject, choice }) => casesUnder(choice, subject)),
  );
  return grids.map(({ subject, full, calibrated }, i) => ({
    subject: full,
    calibrated,
    cells: cells.flatMap((cell, k) =>
      cell.subject === subject ? [triedCell(cell.choice, texts[k] ?? [], sound[i])] : [],
    ),
  }));
}

/** Per subject, decides whether the texts for its examples are whole. */
async function soundnessOf(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
): Promise<Soundness[]> {
  const texts = await writeGroups(
    bench,
    subjects.flatMap(({ examples }) => [
      examples.map((example) => caseIn("none", example)),
      examples.map((example) => caseIn("told", example)),
    ]),
  );
  return subjects.map((_, i) => soundness(texts[2 * i] ?? [], texts[2 * i + 1] ?? []));
}

function casesUnder(choice: SteeringChoice, { examples }: EvaluatedConstraint): TextCase[] {
  return examples.map((example) => ({
    ...caseIn("steered", example),
    choices: { [example.active.id]: choice },
  }));
}

function triedCell(
  choice: SteeringChoice,
  texts: readonly WrittenCase[],
  isSound?: Soundness,
): TriedCell {
  return {
    choice,
    texts,
    measure: measure(texts),
    soundAccuracy: accuracy(measureSound(texts, isSound)),
  };
}

/** Counts texts that hold and are whole. */
function measureSound(texts: readonly WrittenCase[], isSound: Soundness = () => true): Measure {
  return measure(texts, (text, i) => text.receipt.failed === 0 && isSound(text, i));
}

/** All ways to use a vector at its calibrated strength; excluding a word only ever subtracts. */
function cellsAround(
  calibrated: SteeringChoice,
  { isSubtracted }: EvaluatedConstraint,
  layerCount: number,
): SteeringChoice[] {
  const { strength } = switchedOn(calibrated);
  return layersAround(calibrated.layer, layerCount).flatMap((layer) =>
    (isSubtracted ? (["add"] as const) : OPERATIONS).flatMap((operation) =>
      POSITIONS.map((positions) => ({ layer, operation, positions, strength })),
    ),
  );
}

/** All layers that can be steered at every token, thinned out if there are many. */
function layersAround(chosen: number, layerCount: number): number[] {
  const last = Math.max(1, layerCount - 2);
  const step = Math.max(1, Math.ceil(last / MOST_LAYERS));
  const layers = new Set([chosen]);
  for (let layer = 1; layer <= last; layer += step) layers.add(layer);
  return [...layers].sort((a, b) => a - b);
}

/** The cells that differ from the calibrated choice only in the layer. */
function byLayer({ subject, calibrated, cells }: TriedConstraint): Layers {
  const { operation, positions } = calibrated;
  const own = cells.filter(
    ({ choice }) => choice.operation === operation && choice.positions === positions,
  );
  const best = firstBest(own, (cell) => accuracy(cell.measure));
  return {
    ...namesOf(subject),
    choice: usedChoice(calibrated),
    points: own.map(({ choice, measure: measured }) => ({
      layer: choice.layer,
      measure: measured,
    })),
    bestLayer: best?.choice.layer ?? calibrated.layer,
  };
}

/** Constraints that allow all operations, each at the best layer for the operation. */
function byPositions(tried: readonly TriedConstraint[]): PositionsRow[] {
  const free = tried.filter(({ subject }) => !subject.isSubtracted);
  return OPERATIONS.flatMap((operation) =>
    POSITIONS.map((positions): PositionsRow => {
      const best = free.flatMap(({ cells }) => {
        const own = cells.filter(
          ({ choice }) => choice.operation === operation && choice.positions === positions,
        );
        return firstBest(own, ({ soundAccuracy }) => soundAccuracy) ?? [];
      });
      return {
        operation,
        positions,
        constraints: best.length,
        accuracy: mean(best.map((cell) => accuracy(cell.measure))),
        soundAccuracy: mean(best.map(({ soundAccuracy }) => soundAccuracy)),
        ...quality(best.flatMap(({ texts }) => texts)),
      };
    }),
  );
}

async function gaps(bench: Bench, tried: readonly TriedConstraint[]): Promise<CalibrationGap[]> {
  const finals = tried.map(({ subject, calibrated, cells }) => ({
    subject,
    calibrated,
    count: cells.length,
    choices: [...cells]
      .sort((a, b) => b.soundAccuracy - a.soundAccuracy)
      .slice(0, FINALISTS)
      .map(({ choice }) => choice),
  }));
  const entrants = finals.flatMap(({ subject, choices }) =>
    choices.map((choice) => ({ subject, choice })),
  );
  const own = await writeGroups(
    bench,
    finals.map(({ subject }) => subject.examples.map((example) => caseIn("steered", example))),
  );
  const sound = await soundnessOf(
    bench,
    finals.map(({ subject }) => subject),
  );
  const again = await writeGroups(
    bench,
    entrants.map(({ subject, choice }) => casesUnder(choice, subject)),
  );
  return finals.flatMap(({ subject, calibrated, count }, i): CalibrationGap[] => {
    const measured = entrants.flatMap((entrant, k) =>
      entrant.subject === subject ? [triedCell(entrant.choice, again[k] ?? [], sound[i])] : [],
    );
    const best = firstBest(measured, ({ soundAccuracy }) => soundAccuracy);
    if (!best) return [];
    const ofCalibrated = measureSound(own[i] ?? [], sound[i]);
    return [
      {
        ...namesOf(subject),
        calibrated: { choice: usedChoice(calibrated), measure: ofCalibrated },
        best: { choice: best.choice, measure: measureSound(best.texts, sound[i]) },
        gap: best.soundAccuracy - accuracy(ofCalibrated),
        cells: count,
      },
    ];
  });
}

function firstBest<T>(items: readonly T[], worth: (item: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || worth(item) > worth(best) ? item : best),
    undefined,
  );
}
