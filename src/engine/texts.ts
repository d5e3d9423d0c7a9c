/** Writes many texts in full batches, each steered in its own way, and says how good they are. */
import { GgufFileType } from "node-llama-cpp";
import { parseSelection, phrasingsFor, type Selection } from "../constraints/selection.js";
import { writeReceipt } from "../constraints/write-receipt.js";
import { shortDigest } from "../models/digest.js";
import { type SteeringPlan, UNSTEERED_PLAN } from "../steering/plan.js";
import { fourGramRepetition } from "../steering/quality.js";
import { type DecodedText, type DecodeTask, decode } from "./decode.js";
import { RequestFailure } from "./failure.js";
import { guaranteesFor } from "./guarantees/for-selection.js";
import type { LoadedModel } from "./loaded-model.js";
import { OtherModelsSet } from "./other-models-set.js";
import { preparePrompt } from "./prompts.js";
import type { Progress, TextCase, TextsRequest, TextsResult, WrittenCase } from "./protocol.js";
import { greedySampling } from "./sampling.js";
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
  const decoded = await write(loaded, planned, maxTokens, report, signal);
  const likelihoods = await scoreWritten(loaded, cases, decoded, signal);
  return {
    model,
    identity: loaded.file.identity,
    ...quantisationOf(loaded),
    calibrated: Object.keys(store.calibration.choices).length > 0,
    fingerprint: fingerprintOf(loaded, store),
    texts: decoded.map((written, i) => {
      const { selection, choices } = planned[i] as PlannedCase;
      const likelihood = likelihoods[i] ?? Number.NaN;
      return {
        ...written,
        receipt: writeReceipt(written.text, selection),
        choices,
        negativeLogLikelihood: Number.isFinite(likelihood) ? likelihood : null,
        repetition: fourGramRepetition(written.text),
      };
    }),
  };
}

/** Greedy texts; a prompt too long for the measuring context gets none: no tokens, stop "length". */
async function write(
  loaded: LoadedModel,
  planned: readonly PlannedCase[],
  maxTokens: number,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<DecodedText[]> {
  const steered = await loaded.measuringContext();
  const { contextSize } = steered.context;
  // Half for the prompt, as where likelihoods are measured; an answer ends with the context.
  const room = Math.floor((contextSize - 1) / 2);
  let finished = 0;
  const tasks = new Map<PlannedCase, DecodeTask>();
  for (const one of planned) {
    const { asked, selection, plan } = one;
    const prompt = preparePrompt(
      loaded,
      asked.prompt,
      instructionsFor(asked, selection),
      Number.POSITIVE_INFINITY,
    );
    if (prompt.tokens.length > room) continue;
    tasks.set(one, {
      tokens: prompt.tokens,
      dropLeadingSpace: prompt.dropLeadingSpace,
      thinking: prompt.thinking,
      plan,
      sampling: greedySampling(maxTokens),
      guarantees: await guaranteesFor(loaded.model, selection),
      onEnd: () => {
        finished += 1;
        report({ message: `Writing with ${loaded.file.name}`, fraction: finished / tasks.size });
      },
    });
  }
  const sequences = firstSequences(steered, steered.context.totalSequences);
  const decoded = await decode(loaded.model, steered, sequences, [...tasks.values()], signal);
  signal.throwIfAborted();
  const texts = new Map([...tasks.keys()].map((one, i) => [one, decoded[i]]));
  return planned.map(
    (one) => texts.get(one) ?? { text: "", tokens: 0, stop: "length", guarantees: [] },
  );
}

/** NaN where nothing was written. */
async function scoreWritten(
  loaded: LoadedModel,
  cases: readonly TextCase[],
  decoded: readonly DecodedText[],
  signal: AbortSignal,
): Promise<number[]> {
  const written = cases.flatMap(({ prompt }, index) => {
    const text = decoded[index]?.text ?? "";
    return text === "" ? [] : [{ index, prompt, text }];
  });
  const scores = await scoreTexts(loaded, written, signal);
  const likelihoods = cases.map(() => Number.NaN);
  for (const [i, { index }] of written.entries()) likelihoods[index] = scores[i] ?? Number.NaN;
  return likelihoods;
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

/** llama.cpp's name of the file's type, "MOSTLY_Q4_K_M", without what it has for itself. */
function quantisationOf({ model }: LoadedModel): { quantisation?: string } {
  const { file_type: type } = model.fileInfo.metadata.general;
  const name = type === undefined ? undefined : GgufFileType[type];
  return name === undefined ? {} : { quantisation: name.replace(/^(?:MOSTLY|ALL)_/, "") };
}

/** What the texts depend on besides their cases. */
function fingerprintOf(loaded: LoadedModel, { calibration }: VectorStore): string {
  return shortDigest(JSON.stringify([loaded.fingerprint, calibration]));
}
