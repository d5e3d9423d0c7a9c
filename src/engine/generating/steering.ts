/** From a selection to steering plans: finds or measures the vectors, and applies what is calibrated. */
import * as l10n from "@vscode/l10n";
import { findConstraint } from "../../constraints/catalogue.js";
import type { ActiveConstraint, Selection } from "../../constraints/selection.js";
import { isFileError } from "../../models/whole-file.js";
import { extractionQueries } from "../../steering/base-queries.js";
import {
  type CalibrationMode,
  candidateLayers,
  choiceIn,
  defaultChoice,
} from "../../steering/calibration.js";
import type { SteeringChoice } from "../../steering/choice.js";
import { type NeededVector, neededVectors } from "../../steering/contrast.js";
import {
  composePlan,
  type PlannedOperation,
  planOperation,
  type SteeringPlan,
} from "../../steering/plan.js";
import type { SteeringVector } from "../../steering/vector.js";
import type { AppliedSteering, Progress } from "../api/protocol.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { extractVector } from "../measuring/activations.js";
import type { VectorStore } from "../vectors/vector-store.js";

/** Base queries for a vector that a writer is waiting for (Stolfo et al. 2025 use 20 per keyword). */
const QUICK_PAIRS = 20;

/** One constraint of a selection with a vector of its own. */
export interface SteeredConstraint {
  active: ActiveConstraint;
  needed: NeededVector;
  vector: SteeringVector;
  choice: SteeringChoice;
}

/** Departures from the calibrated use, for measuring. */
export interface SteeringUse {
  /** By constraint id, instead of the calibrated choices. */
  choices?: Record<string, SteeringChoice> | undefined;
  /** Add vectors made from "do not use the word" instead of subtracting those that include it. */
  exclusionVectors?: boolean | undefined;
}

/** Where vectors and their calibration come from. */
export type VectorSource = Pick<VectorStore, "find" | "remember" | "calibration">;

export interface SelectionSteering {
  /** What a person should know, one sentence each. */
  notes: readonly string[];
  /** By constraint id: how its vectors are used. */
  choices: Record<string, SteeringChoice>;
  /** The plan with every dial multiplied by `strength`, and what it consists of. */
  planAt(strength: number): { plan: SteeringPlan; applied: AppliedSteering[] };
}

/**
 * Everything a selection steers with. Vectors that were never measured on this model are measured
 * now, with progress.
 */
export async function steeringFor(
  loaded: LoadedModel,
  store: VectorSource,
  selection: Selection,
  report: (progress: Progress) => void,
  signal: AbortSignal,
  { choices, exclusionVectors }: SteeringUse = {},
): Promise<SelectionSteering> {
  const constraints: SteeredConstraint[] = [];
  const notes: string[] = [];
  for (const active of selection.constraints) {
    for (const needed of neededVectors(active, { exclusionVectors: exclusionVectors ?? false })) {
      const vector =
        (await store.find(needed.name)) ??
        (await measure(loaded, store, needed, report, notes, signal));
      constraints.push({
        active,
        needed,
        vector,
        choice:
          choices?.[active.id] ??
          choiceFor(store, active.id, needed, vector, selection.tell ? "told" : "alone"),
      });
    }
  }
  const apart = onLayersOfTheirOwn(constraints);
  return {
    notes,
    choices: Object.fromEntries(apart.map(({ active, choice }) => [active.id, choice])),
    planAt: (strength) => planAt(apart, strength),
  };
}

/**
 * Two constraints disturb each other least at different layers (Stolfo et al. 2025, section 6): in the
 * order of the selection, one whose layer is taken moves to the nearest free one that calibration would
 * try, and stays, to be solved jointly, where none is free. Words of one constraint stay together.
 */
export function onLayersOfTheirOwn(constraints: readonly SteeredConstraint[]): SteeredConstraint[] {
  const layers = new Map<string, number>();
  return constraints.map((constraint) => {
    const { active, vector, choice } = constraint;
    // What is off takes no layer from others.
    if (active.dial * choice.strength === 0) return constraint;
    const taken = new Set(layers.values());
    const layer =
      layers.get(active.id) ??
      candidateLayers(vector.layers.length)
        .concat(choice.layer)
        .filter((candidate) => !taken.has(candidate))
        .sort((a, b) => Math.abs(a - choice.layer) - Math.abs(b - choice.layer) || b - a)[0] ??
      choice.layer;
    layers.set(active.id, layer);
    return { ...constraint, choice: { ...choice, layer } };
  });
}

async function measure(
  loaded: LoadedModel,
  store: VectorSource,
  needed: NeededVector,
  report: (progress: Progress) => void,
  notes: string[],
  signal: AbortSignal,
): Promise<SteeringVector> {
  const { label } = findConstraint(needed.constraintId);
  const message = l10n.t('Measuring "{0}" on {1}', l10n.t(label), loaded.file.name);
  const vector = await extractVector(
    loaded,
    needed,
    extractionQueries.slice(0, QUICK_PAIRS),
    (done, all) => report({ message, fraction: done / all }),
    signal,
  );
  try {
    await store.remember(vector);
  } catch (error) {
    if (!isFileError(error)) throw error;
    notes.push(
      l10n.t(
        'What was measured for "{0}" could not be saved ({1}) and will be measured again; free some disk space, or check who may write there.',
        l10n.t(label),
        error.code,
      ),
    );
  }
  return vector;
}

/** Calibrated for this very vector, else for its constraint, else a natural default. */
export function choiceFor(
  { calibration }: Pick<VectorSource, "calibration">,
  id: string,
  { name, sign }: NeededVector,
  vector: SteeringVector,
  mode: CalibrationMode,
): SteeringChoice {
  // The same word's vector is used differently to include and to exclude it.
  const own = sign > 0 ? choiceIn(calibration.choices[name], mode) : undefined;
  const calibrated = own ?? choiceIn(calibration.choices[id], mode);
  // A file that somebody changed may name any layer.
  if (calibrated && calibrated.layer < vector.layers.length) return calibrated;
  return defaultChoice(vector.layers.length, findConstraint(id).steering.operation);
}

function planAt(constraints: readonly SteeredConstraint[], strength: number) {
  const operations: PlannedOperation[] = [];
  const applied: AppliedSteering[] = [];
  for (const { active, needed, vector, choice } of constraints) {
    const dial = active.dial * strength;
    // Off, by the dial or by calibration, asks for no steering, not for a projection to the unsteered
    // mean.
    if (dial * choice.strength === 0) continue;
    const operation = planOperation(vector, choice, dial, needed.sign);
    operations.push(operation);
    applied.push({
      id: active.id,
      label: findConstraint(active.id).label,
      layer: operation.layer,
      operation: operation.operation,
      positions: operation.positions,
      value: operation.value,
    });
  }
  return { plan: composePlan(operations), applied };
}
