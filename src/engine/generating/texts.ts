/** Writes many texts in full batches, each steered in its own way, and says how good they are. */
import { GgufFileType } from "node-llama-cpp";
import { phrasingsFor } from "../../constraints/catalogue.js";
import { parseSelection, type Selection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import { shortDigest } from "../../models/digest.js";
import { type SteeringPlan, UNSTEERED_PLAN } from "../../steering/plan.js";
import { fourGramRepetition } from "../../steering/quality.js";
import { RequestFailure } from "../api/failure.js";
import type {
  Progress,
  TextCase,
  TextsRequest,
  TextsResult,
  WrittenCase,
} from "../api/protocol.js";
import { greedySampling } from "../api/sampling.js";
import { type DecodedText, type DecodeTask, decode } from "../decoding/decode.js";
import { firstSequences } from "../decoding/sequences.js";
import { guaranteesFor } from "../guarantees/for-selection.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { scoreText } from "../measuring/score.js";
import { preparePrompt } from "../prompting/prompts.js";
import { OtherModelsSet } from "../vectors/other-models-set.js";
import type { VectorStore } from "../vectors/vector-store.js";
import { type SelectionSteering, steeringFor, type VectorSource } from "./steering.js";

/** A long text moves the progress while it is written: each time it has so many pieces more. */
const PIECES_BETWEEN_REPORTS = 16;

/** A case ready to be written. */
interface PlannedCase {
  asked: TextCase;
  selection: Selection;
  plan: SteeringPlan;
  choices: WrittenCase["choices"];
}

/** Told of what comes before the result. */
export interface TextsHandlers {
  report: (progress: Progress) => void;
  /** A case's text is written and judged; in the order in which they are finished. */
  onWritten: (index: number, written: WrittenCase) => void;
}

/**
 * Writes every case greedily; the likelihoods are those of the unsteered model given the prompt
 * without instructions. Aborting throws: what was finished until then, `onWritten` was told.
 *
 * @throws ConstraintError, RequestFailure, ControlVectorError for a case that cannot be written.
 */
export async function writeTexts(
  loaded: LoadedModel,
  store: VectorStore,
  { cases, maxTokens }: TextsRequest,
  { report, onWritten }: TextsHandlers,
  signal: AbortSignal,
): Promise<TextsResult> {
  const model = await loaded.describe();
  if (model.steeringUnavailable !== undefined) {
    throw new RequestFailure("vector-unusable", model.steeringUnavailable);
  }
  const planned = await planCases(loaded, store, cases, report, signal);
  const texts: WrittenCase[] = [];
  const keep = (index: number, text: DecodedText, likelihood: number) => {
    const written = judged(planned[index] as PlannedCase, text, likelihood);
    texts[index] = written;
    onWritten(index, written);
  };
  await write(loaded, planned, maxTokens, keep, report, signal);
  return {
    model,
    identity: loaded.file.identity,
    ...quantisationOf(loaded),
    calibrated: Object.keys(store.calibration.choices).length > 0,
    fingerprint: fingerprintOf(loaded, store),
    texts,
  };
}

function judged(
  { selection, choices }: PlannedCase,
  text: DecodedText,
  likelihood: number,
): WrittenCase {
  return {
    ...text,
    receipt: writeReceipt(text.text, selection),
    choices,
    negativeLogLikelihood: Number.isFinite(likelihood) ? likelihood : null,
    repetition: fourGramRepetition(text.text),
  };
}

/**
 * Greedy texts, each scored as soon as it is written; a prompt too long for the measuring context gets
 * none: no tokens, stop "length".
 *
 * @param keep called with each text and its score, NaN where nothing was written
 */
async function write(
  loaded: LoadedModel,
  planned: readonly PlannedCase[],
  maxTokens: number,
  keep: (index: number, text: DecodedText, likelihood: number) => void,
  report: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const steered = await loaded.measuringContext();
  const { contextSize } = steered.context;
  // Half for the prompt, as where likelihoods are measured; an answer ends with the context.
  const room = Math.floor((contextSize - 1) / 2);
  const tasks: DecodeTask[] = [];
  let done = 0;
  const advance = (texts: number) => {
    done += texts;
    const fraction = Math.min(1, done / tasks.length);
    report({ message: `Writing with ${loaded.file.name}`, fraction });
  };
  for (const [index, { asked, selection, plan }] of planned.entries()) {
    const prompt = preparePrompt(
      loaded,
      asked.prompt,
      instructionsFor(asked, selection),
      Number.POSITIVE_INFINITY,
    );
    if (prompt.tokens.length > room) {
      keep(index, { text: "", tokens: 0, stop: "length", guarantees: [] }, Number.NaN);
      continue;
    }
    /** Of this text, as a share of the longest. */
    let reported = 0;
    let pieces = 0;
    tasks.push({
      tokens: prompt.tokens,
      dropLeadingSpace: prompt.dropLeadingSpace,
      thinking: prompt.thinking,
      plan,
      sampling: greedySampling(maxTokens),
      guarantees: await guaranteesFor(loaded.model, selection),
      onText: () => {
        pieces += 1;
        if (pieces % PIECES_BETWEEN_REPORTS !== 0) return;
        const share = PIECES_BETWEEN_REPORTS / maxTokens;
        reported += share;
        advance(share);
      },
      onEnd: async (written, sequence, turn) => {
        if (signal.aborted) return;
        const { text } = written;
        const likelihood =
          text === ""
            ? Number.NaN
            : await scoreText(loaded, steered, sequence, { prompt: asked.prompt, text }, turn);
        keep(index, written, likelihood);
        advance(1 - reported);
      },
    });
  }
  const sequences = firstSequences(steered, steered.context.totalSequences);
  await decode(loaded.model, steered, sequences, tasks, signal);
  signal.throwIfAborted();
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
