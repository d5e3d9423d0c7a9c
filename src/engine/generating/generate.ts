/** Writes what a request asks for: prompt, steering, decoding, receipts. */

import { phrasingsFor } from "../../constraints/catalogue.js";
import { parseSelection, type Selection } from "../../constraints/selection.js";
import { writeReceipt } from "../../constraints/write-receipt.js";
import { actingEverywhere, UNSTEERED_PLAN } from "../../steering/plan.js";
import type { GenerateRequest, GenerateResult, Progress } from "../api/protocol.js";
import { usedSampling } from "../api/sampling.js";
import { decode } from "../decoding/decode.js";
import { endingsFor } from "../decoding/endings.js";
import { firstSequences } from "../decoding/sequences.js";
import { guaranteesFor } from "../guarantees/for-selection.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { preparePrompt } from "../prompting/prompts.js";
import type { VectorStore } from "../vectors/vector-store.js";
import { ANSWER_SHARE, samplingFor } from "./answer-room.js";
import { externalOperations } from "./external-vectors.js";
import { steeringFor } from "./steering.js";
import { textNotes } from "./text-notes.js";
import { timings } from "./timings.js";

export interface GenerateEvents {
  report: (progress: Progress) => void;
  onText: (index: number, text: string) => void;
}

/**
 * @throws ConstraintError, RequestFailure, ControlVectorError for input that cannot be used.
 */
export async function generate(
  loaded: LoadedModel,
  store: VectorStore,
  request: GenerateRequest,
  { report, onText }: GenerateEvents,
  signal: AbortSignal,
): Promise<GenerateResult> {
  const started = performance.now();
  const selection = parseSelection(request.selection);
  const steered = await loaded.writingContext(request.strengths.length);
  const { contextSize } = steered.context;
  const asked = samplingFor(request, (text) => loaded.model.tokenize(text).length);
  const sampling = usedSampling(asked, loaded.recommendedSampling);
  const reserved = Math.min(sampling.maxTokens, Math.floor(contextSize * ANSWER_SHARE));
  const instructions = selection.tell ? phrasingsFor(selection) : [];
  const prompt = preparePrompt(loaded, request.prompt, instructions, contextSize - reserved - 1);

  const notes = [...prompt.notes];
  if (steered.unavailable !== undefined) notes.push(steered.unavailable);
  const plans =
    steered.unavailable === undefined
      ? await plansFor(loaded, store, request, selection, report, notes, signal)
      : request.strengths.map(() => ({ plan: UNSTEERED_PLAN, applied: [] }));

  const guarantees = await Promise.all(plans.map(() => guaranteesFor(loaded.model, selection)));
  let firstToken: number | undefined;
  const tasks = plans.map(({ plan }, index) => ({
    tokens: prompt.tokens,
    plan,
    sampling,
    dropLeadingSpace: prompt.dropLeadingSpace,
    thinking: prompt.thinking,
    // A writer who asks for more of a text is not helped by being told that it has ended, nor one
    // who asks for another text by having none.
    notEmpty: request.prompt.mode === "continue" || request.prompt.mode === "rewrite",
    guarantees: guarantees[index] ?? [],
    endings: (limit: number) => endingsFor(request.prompt, limit),
    onText: (text: string) => {
      firstToken ??= performance.now();
      onText(index, text);
    },
  }));
  const sequences = firstSequences(steered, tasks.length);
  const decoded = await decode(loaded.model, steered, sequences, tasks, signal);
  const texts = decoded.map((text, index) => ({
    ...text,
    strength: request.strengths[index] ?? 1,
    receipt: writeReceipt(text.text, selection),
    steering: plans[index]?.applied ?? [],
  }));
  return {
    model: await loaded.describe(),
    texts,
    notes: [...notes, ...textNotes(texts, { prompt: request.prompt, sampling })],
    sampling,
    promptTokens: prompt.tokens.length,
    ...timings(started, firstToken, decoded),
  };
}

async function plansFor(
  loaded: LoadedModel,
  store: VectorStore,
  request: GenerateRequest,
  selection: Selection,
  report: (progress: Progress) => void,
  notes: string[],
  signal: AbortSignal,
) {
  const external = await externalOperations(loaded, request.controlVectors);
  const steering = await steeringFor(loaded, store, selection, report, signal);
  notes.push(...steering.notes);
  return request.strengths.map((strength) => {
    const { plan, applied } = steering.planAt(strength);
    return { plan: actingEverywhere(external, plan), applied };
  });
}
