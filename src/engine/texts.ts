/** Writes many texts in full batches, each steered in its own way, and says how good they are. */
import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { parseSelection, phrasingsFor, type Selection } from "../constraints/selection.js";
import { writeReceipt } from "../constraints/write-receipt.js";
import { type SteeringPlan, UNSTEERED_PLAN } from "../steering/plan.js";
import { fourGramRepetition } from "../steering/quality.js";
import { decode } from "./decode.js";
import { RequestFailure } from "./failure.js";
import type { LoadedModel } from "./loaded-model.js";
import { OtherModelsSet } from "./other-models-set.js";
import { preparePrompt } from "./prompts.js";
import type { Progress, TextCase, TextsRequest, TextsResult, WrittenCase } from "./protocol.js";
import { scoreTexts } from "./score.js";
import { firstSequences } from "./sequences.js";
import { type SelectionSteering, steeringFor, type VectorSource } from "./steering.js";
import type { VectorStore } from "./vector-store.js";

/** A case ready to be written. */
interface PlannedCase {
  asked: TextCase;
  selection: Selection;
  plan: SteeringPlan;
  choices: WrittenCase["choices"];
}

/**
 * Writes every case greedily; the likelihoods are those of the unsteered model given the prompt
 * without instructions. Aborting throws: texts of a batch that was not finished are no result.
 *
 * @throws ConstraintError, RequestFailure, ControlVectorError for a case that cannot be written.
 */
export async function writeTexts(
  loaded: LoadedModel,
  store: VectorStore,
  { cases, maxTokens }: TextsRequest,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<TextsResult> {
  const model = await loaded.describe();
  if (model.steeringUnavailable !== undefined) {
    throw new RequestFailure("vector-unusable", model.steeringUnavailable);
  }
  const planned = await planCases(loaded, store, cases, report, signal);
  const steered = await loaded.measuringContext();
  const room = steered.context.contextSize - maxTokens - 1;
  let finished = 0;
  const message = `Writing with ${loaded.file.name}`;
  const tasks = planned.map(({ asked, selection, plan }) => ({
    ...preparePrompt(loaded, asked.prompt, instructionsFor(asked, selection), room),
    plan,
    sampling: { temperature: 0, seed: 0, maxTokens },
    onEnd: () => {
      finished += 1;
      report({ message, fraction: finished / cases.length });
    },
  }));
  const sequences = firstSequences(steered, steered.context.totalSequences);
  const decoded = await decode(loaded.model, steered, sequences, tasks, signal);
  signal.throwIfAborted();
  const likelihoods = await scoreTexts(
    loaded,
    planned.map(({ asked: { prompt } }, i) => ({ prompt, text: decoded[i]?.text ?? "" })),
    signal,
  );
  return {
    model,
    identity: loaded.file.identity,
    calibrated: Object.keys(store.calibration.choices).length > 0,
    fingerprint: await fingerprint(loaded, store),
    texts: decoded.map((written, i) => {
      const { selection, choices } = planned[i] as PlannedCase;
      const likelihood = likelihoods[i] ?? Number.NaN;
      return {
        ...written,
        guarantees: [],
        receipt: writeReceipt(written.text, selection),
        choices,
        negativeLogLikelihood: Number.isFinite(likelihood) ? likelihood : null,
        repetition: fourGramRepetition(written.text),
      };
    }),
  };
}

function instructionsFor({ promptTells }: TextCase, selection: Selection): string[] {
  return selection.tell && !promptTells ? phrasingsFor(selection) : [];
}

/** Cases that steer alike share one plan, so that the context's tables stay small. */
async function planCases(
  loaded: LoadedModel,
  store: VectorStore,
  cases: readonly TextCase[],
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<PlannedCase[]> {
  const steerings = new Map<string, SelectionSteering>();
  const plans = new Map<string, SteeringPlan>();
  const planned: PlannedCase[] = [];
  for (const asked of cases) {
    const selection = parseSelection(asked.selection);
    const { choices, exclusionVectors, vectorSet, strength } = asked;
    if (strength === 0) {
      planned.push({ asked, selection, plan: UNSTEERED_PLAN, choices: {} });
      continue;
    }
    const key = JSON.stringify([selection, choices, exclusionVectors, vectorSet]);
    let steering = steerings.get(key);
    if (!steering) {
      const source: VectorSource =
        vectorSet === undefined ? store : await OtherModelsSet.open(vectorSet, loaded.file);
      const use = { choices, exclusionVectors };
      steering = await steeringFor(loaded, source, selection, report, signal, use);
      steerings.set(key, steering);
    }
    const planKey = `${strength} ${key}`;
    const plan = plans.get(planKey) ?? steering.planAt(strength).plan;
    plans.set(planKey, plan);
    planned.push({ asked, selection, plan, choices: steering.choices });
  }
  return planned;
}

/** What the texts depend on besides their cases. */
async function fingerprint({ file }: LoadedModel, { calibration }: VectorStore): Promise<string> {
  const { size, mtimeMs } = await stat(file.path);
  return createHash("sha256")
    .update(JSON.stringify([file.identity, size, mtimeMs, calibration]))
    .digest("hex")
    .slice(0, 16);
}
