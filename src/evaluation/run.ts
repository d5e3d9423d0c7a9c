/** An evaluation from the first text to the last: the grid of every model, and the other parts. */
import type { ActiveConstraint } from "../constraints/selection.js";
import type { Bench } from "./bench.js";
import { writeChoices } from "./choices.js";
import { writeComposition } from "./composition.js";
import { type OtherVectors, writeCrossModel } from "./cross-model.js";
import { writeExclusion } from "./exclusion.js";
import { measureGeometry } from "./geometry.js";
import { calibratedChoices, failuresIn, type WrittenCell, writeGrid } from "./grid.js";
import { writeGuarantees } from "./guarantees.js";
import { writeLengths } from "./lengths.js";
import type { Evaluation, ModelRole, Setting } from "./results.js";
import { type EvaluatedConstraint, evaluatedConstraint, limitsSentences } from "./subjects.js";
import { writeSweep } from "./sweep.js";

export interface BenchedModel {
  /** "model", "plain", "base". */
  key: string;
  name: string;
  role: ModelRole;
  /** Whether its vectors are used as calibrated for this very model. */
  calibrated: boolean;
  bench: Bench;
}

export interface EvaluationPlan {
  constraints: readonly ActiveConstraint[];
  /**
   * Requests per constraint in the grid; the other parts, with many more cells, use a fraction of
   * them.
   */
  queries: number;
  settings: readonly Setting[];
  /** All parts, not just the grid. */
  full: boolean;
  /** Other models' vectors to try. */
  otherVectors: readonly OtherVectors[];
}

/** Everything except what the program knows by itself. */
export type Findings = Omit<Evaluation, "meta">;

/** The results, and the texts of the model's grid. */
export interface Found {
  findings: Findings;
  grid: WrittenCell[];
}

/**
 * @param models the model, then its siblings
 * @param onPart called with the name of each part as it begins
 * @param onGrid called with the results once only the other parts remain
 */
export async function runEvaluation(
  models: readonly [BenchedModel, ...BenchedModel[]],
  plan: EvaluationPlan,
  onPart: (name: string) => void,
  onGrid: (found: Found) => Promise<void>,
): Promise<Found> {
  const subjects = plan.constraints.map((active) => evaluatedConstraint(active, plan.queries));
  const [{ bench }] = models;
  const grids: { model: BenchedModel; grid: WrittenCell[] }[] = [];
  for (const model of models) {
    onPart(`Every constraint in every setting on ${model.name}`);
    grids.push({ model, grid: await writeGrid(model.bench, subjects, plan.settings) });
  }
  const grid = grids[0]?.grid ?? [];
  const findings: Findings = {
    models: grids.map(({ model: { key, name, role }, grid: cells }) => ({
      key,
      name,
      role,
      grid: cells.map(({ cell }) => cell),
    })),
    failures: grids.flatMap(({ model, grid: cells }) => failuresIn(model.key, cells)),
  };
  if (!plan.full) return { findings, grid };
  await onGrid({ findings, grid });

  const parts = await writeParts(bench, subjects, plan, onPart);
  const crossModel = [];
  for (const vectors of plan.otherVectors) {
    const steered = models.find(({ key }) => key === vectors.steered);
    if (!steered) continue;
    onPart(`Vectors of another model on ${steered.name}`);
    // So that only the vectors differ if the model has no choices of its own.
    const borrows = !steered.calibrated && steered.bench.layers === bench.layers;
    const choices = borrows ? await choicesOf(bench, subjects) : undefined;
    const half = some(subjects, plan.queries / 2);
    crossModel.push(await writeCrossModel(steered.bench, vectors, half, choices));
  }
  return {
    findings: { ...findings, ...parts, ...(crossModel.length === 0 ? {} : { crossModel }) },
    grid,
  };
}

async function writeParts(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  { queries }: EvaluationPlan,
  onPart: (name: string) => void,
): Promise<Partial<Findings>> {
  const choices = await choicesOf(bench, subjects);
  const half = some(subjects, queries / 2);
  const excluded = subjects.find(({ isSubtracted }) => isSubtracted);

  onPart("Lengths");
  const lengths = await writeLengths(bench, subjects.filter(limitsSentences));
  onPart("Excluded words");
  const exclusion = excluded && (await writeExclusion(bench, excluded));
  onPart("Two constraints at once");
  const composition = await writeComposition(bench, subjects, Math.ceil(queries / 2));
  onPart("Strengths");
  const sweep = await writeSweep(bench, some(subjects, queries / 3), choices);
  onPart("Layers, operations and positions");
  const chosen = await writeChoices(bench, subjects, choices, Math.ceil(queries / 4));
  onPart("Guarantees");
  const guarantees = await writeGuarantees(bench, half);
  onPart("Geometry");
  const geometry = await measureGeometry(bench, subjects, choices);
  return {
    lengths,
    ...(exclusion === undefined ? {} : { exclusion }),
    composition,
    sweep,
    ...chosen,
    guarantees,
    geometry,
  };
}

/** The calibrated choices, taken from the texts that were steered with them. */
async function choicesOf(bench: Bench, subjects: readonly EvaluatedConstraint[]) {
  return calibratedChoices(await writeGrid(bench, some(subjects, 1), ["steered"]));
}

/** The subjects with fewer requests each. */
function some(subjects: readonly EvaluatedConstraint[], queries: number): EvaluatedConstraint[] {
  return subjects.map((subject) => ({
    ...subject,
    examples: subject.examples.slice(0, Math.ceil(queries)),
  }));
}
