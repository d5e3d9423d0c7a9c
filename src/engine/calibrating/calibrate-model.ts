/**
 * Calibrates a model: measures vectors, chooses how each is used with and without telling, and
 * writes control-vector files and `calibration.json`, constraint by constraint. What is finished is
 * kept and not done again while nothing it depends on changes.
 */
import { findConstraint } from "../../constraints/catalogue.js";
import { type ActiveConstraint, parseSelection } from "../../constraints/selection.js";
import { shortDigest } from "../../models/digest.js";
import { extractionQueries, validationQueries } from "../../steering/base-queries.js";
import type { CalibrationEntry, CalibrationMode } from "../../steering/calibration.js";
import { neededVectors } from "../../steering/contrast.js";
import { searchCost } from "../../steering/halving.js";
import { RequestFailure } from "../api/failure.js";
import type {
  CalibratedConstraint,
  CalibrateRequest,
  CalibrateResult,
  Progress,
} from "../api/protocol.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import {
  readCalibration,
  readVector,
  writeCalibration,
  writeVector,
} from "../vectors/vector-store.js";
import { calibrate, candidatesFor } from "./calibrate.js";
import { CalibrationProgress } from "./calibration-progress.js";
import { examplesFor, PAIRS, WORD_PAIRS } from "./examples.js";
import {
  EXAMPLES,
  unsteeredRequest,
  type ValidationPrompt,
  ValidationWriter,
  validationPrompts,
} from "./validation.js";
import { WrittenTexts } from "./written-texts.js";

/** Choices of another method are made anew: to be raised when candidates, rounds or bounds change. */
const METHOD = 1;
/** Texts on which the speed is measured. */
const SPEED_TEXTS = 8;

/** A constraint of the request: what of it is still to be done. */
interface Task {
  active: ActiveConstraint;
  label: string;
  /** In `calibration.json`: the vector's name, or the constraint's id where it has many vectors. */
  key: string;
  isWord: boolean;
  inputs: Record<CalibrationMode, string>;
  missing: CalibrationMode[];
}

/**
 * Words are sampled from what the model itself writes: a vector that includes or excludes a word
 * is used as it worked best on those, whatever word the request names.
 *
 * @param folder the vector set that is made or extended
 * @throws RequestFailure when the model cannot be steered, or the folder is another model's;
 *   ConstraintError for a bad constraint
 */
export async function calibrateModel(
  loaded: LoadedModel,
  folder: string,
  request: CalibrateRequest,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<CalibrateResult> {
  const model = await loaded.describe();
  if (model.steeringUnavailable !== undefined) {
    throw new RequestFailure("vector-unusable", model.steeringUnavailable);
  }
  const { constraints } = parseSelection({ constraints: request.constraints });
  const choices = await choicesIn(folder, loaded);
  const { fingerprint } = loaded;
  const tasks = await Promise.all(
    constraints.map((active) =>
      taskFor(active, request.modes, fingerprint, folder, loaded, choices),
    ),
  );
  let generatedTokens = 0;
  const unfinished = tasks.filter(({ missing }) => missing.length > 0);
  if (unfinished.length > 0) {
    const texts = await WrittenTexts.open(folder, digest([METHOD, fingerprint]));
    const writer = new ValidationWriter(loaded, texts, signal);
    report({ message: "Writing the validation texts unsteered" });
    const prompts = await validationPrompts(writer);
    await measureSpeed(writer, prompts);
    const progress = new CalibrationProgress(
      unfinished.map((task) => costOf(task, loaded, prompts, writer)),
      tasks.length - unfinished.length,
      report,
    );
    for (const [i, task] of unfinished.entries()) {
      progress.begin(i, `Calibrating "${task.label}"`);
      const found = await finish(task, loaded, folder, prompts, writer, progress, signal);
      // Another window may have finished some meanwhile.
      Object.assign(choices, await choicesIn(folder, loaded));
      choices[task.key] = { ...choices[task.key], ...found };
      await writeCalibration(folder, { model: loaded.file.identity, choices });
      await texts.forget(task.key);
    }
    await texts.remove();
    generatedTokens = writer.writtenTokens;
  }
  return {
    model,
    folder,
    generatedTokens,
    constraints: tasks.map(
      ({ key, label }): CalibratedConstraint => ({
        id: key,
        label,
        ...choices[key],
      }),
    ),
  };
}

async function choicesIn(folder: string, { file }: LoadedModel) {
  const before = await readCalibration(folder);
  if (before && before.model !== file.identity) {
    throw new RequestFailure(
      "bad-input",
      `${folder} holds the vectors of another model (${before.model}); choose another folder.`,
    );
  }
  return { ...before?.choices };
}

async function taskFor(
  active: ActiveConstraint,
  modes: readonly CalibrationMode[],
  fingerprint: string,
  folder: string,
  { file }: LoadedModel,
  choices: Record<string, CalibrationEntry>,
): Promise<Task> {
  const isWord = findConstraint(active.id).steering.words !== undefined;
  const [needed] = neededVectors(active);
  const key = isWord ? active.id : (needed?.name ?? active.id);
  const pairs = isWord ? WORD_PAIRS : PAIRS;
  const depends = [
    METHOD,
    fingerprint,
    key,
    isWord ? [] : (needed?.phrasings ?? []),
    extractionQueries.slice(0, pairs),
    validationQueries.slice(0, EXAMPLES),
  ];
  const inputs = { alone: digest([...depends, "alone"]), told: digest([...depends, "told"]) };
  // A choice without its vector is of no use.
  const measured = isWord || (await readVector(folder, key, file)) !== undefined;
  const missing = modes.filter(
    (mode) => !measured || choices[key]?.[mode]?.inputs !== inputs[mode],
  );
  return { active, label: findConstraint(active.id).label, key, isWord, inputs, missing };
}

/** Does what a constraint still needs. */
async function finish(
  task: Task,
  loaded: LoadedModel,
  folder: string,
  prompts: readonly ValidationPrompt[],
  writer: ValidationWriter,
  progress: CalibrationProgress,
  signal: AbortSignal,
): Promise<CalibrationEntry> {
  const { active, key, isWord, inputs, missing } = task;
  const examples = await examplesFor(loaded, active, key, prompts, writer, signal);
  let texts = examples.length;
  progress.wrote(texts);
  const entry: CalibrationEntry = {};
  let referenceTokens = examples.reduce((sum, { told }) => sum + told.tokens, 0);
  for (const mode of missing) {
    let done = 0;
    const choice = await calibrate(loaded, writer, key, examples, mode, (count) => {
      done = count;
      progress.wrote(texts + done);
    });
    texts += done;
    entry[mode] = {
      ...choice,
      generatedTokens: (choice.generatedTokens ?? 0) + referenceTokens,
      inputs: inputs[mode],
    };
    referenceTokens = 0;
  }
  const [example] = examples;
  // The sample words' own vectors have served; a writer's words are measured when asked for.
  if (!isWord && example) await writeVector(folder, example.vector, loaded.file);
  return entry;
}

/** Tokens that a constraint will take, and seconds per token. */
function costOf(
  { active, missing }: Task,
  loaded: LoadedModel,
  prompts: readonly ValidationPrompt[],
  writer: ValidationWriter,
) {
  const all = prompts.reduce((sum, { unsteered }) => sum + unsteered.tokens, 0);
  const perText = all / Math.max(1, prompts.length);
  const sign = neededVectors(active)[0]?.sign ?? 1;
  const { least, most } = searchCost(candidatesFor(loaded, [{ sign }]).length, prompts.length);
  // The told texts are written for either mode; where they hold already, that mode is done.
  const told = prompts.length;
  return {
    texts: {
      least: told + (missing.includes("alone") ? least : 0),
      most: told + missing.length * most,
    },
    tokensPerText: perText,
    secondsPerToken: writer.secondsPerToken ?? 0,
  };
}

/** After a restart all texts may be known already; some are written again to see how fast it goes. */
async function measureSpeed(writer: ValidationWriter, prompts: readonly ValidationPrompt[]) {
  if (writer.secondsPerToken !== undefined) return;
  await writer.writeNow(
    prompts.slice(0, SPEED_TEXTS).map(({ prompt }) => unsteeredRequest(prompt)),
  );
}

function digest(parts: unknown): string {
  return shortDigest(JSON.stringify(parts));
}
