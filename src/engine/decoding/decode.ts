/** Writes texts: feeds prompts to the model, phase by phase under their steering plans. */
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { GuaranteeReport } from "../../constraints/receipt.js";
import type { SteeringPlan } from "../../steering/plan.js";
import type { RowOperations } from "../../steering/row-operation.js";
import type { UsedSampling } from "../api/sampling.js";
import type { SteeredContext } from "../hook/steered-context.js";
import type { ThinkingMarks } from "../prompting/thinking.js";
import { GuardedText } from "./guarded-text.js";
import { HiddenThinking } from "./hidden-thinking.js";
import { PromptCells } from "./prompt-cells.js";
import { Rounds } from "./rounds.js";
import { SequenceTokens } from "./sequence-tokens.js";
import { shareOut, UNSTEERED } from "./sequences.js";
import type { Ending, Guarantee } from "./text-rule.js";
import { tokenSampler } from "./token-sampler.js";
import { type Stop, writeText } from "./write-text.js";

export interface DecodeTask {
  /** The whole prompt, at least one token. */
  tokens: readonly Token[];
  plan: SteeringPlan;
  sampling: UsedSampling;
  dropLeadingSpace?: boolean;
  /** How the model marks thinking, which is no part of the text. */
  thinking?: ThinkingMarks | undefined;
  /** The text must have at least one token, also where the model would rather end at once. */
  notEmpty?: boolean;
  /** Made for this text alone; what may still be taken back is not passed to `onText`. */
  guarantees?: readonly Guarantee[];
  /** What else may end the text, if it may have so many tokens. */
  endings?: (limit: number) => readonly Ending[];
  onText?: (text: string) => void;
  /**
   * Does what else the finished text needs in its sequence, which is free until then. Whoever evaluates
   * there waits for a turn first, so that the texts still being written share the batch.
   */
  onEnd?: (
    text: DecodedText,
    sequence: LlamaContextSequence,
    turn: () => Promise<void>,
  ) => Promise<void>;
}

export interface DecodedText {
  text: string;
  tokens: number;
  stop: Stop;
  guarantees: GuaranteeReport[];
}

/** Thinking that was not asked for is ended after so many tokens. */
const MAX_THINKING = 1024;
/** Tokens that the marks of thinking may need. */
const MARKS_ROOM = 32;

/**
 * Decodes every task, as many at a time as there are sequences, each steered by its own plan and each
 * with a token in every batch. A prompt that several texts begin with is read once.
 *
 * Aborting stops before the next token; what was written until then is returned as `stopped`.
 * Texts come back in the order of the tasks.
 */
export async function decode(
  model: LlamaModel,
  steered: SteeredContext,
  sequences: readonly LlamaContextSequence[],
  tasks: readonly DecodeTask[],
  signal: AbortSignal,
): Promise<DecodedText[]> {
  const variants: RowOperations[] = [];
  const firstVariants = new Map<SteeringPlan, number>();
  for (const { plan } of tasks) {
    if (!isSteered(plan) || firstVariants.has(plan)) continue;
    firstVariants.set(plan, variants.length + 1);
    variants.push(...plan.phases.map(({ operations }) => operations));
  }
  if (variants.length > 0) await steered.setVariants(variants);
  const decoded: DecodedText[] = tasks.map(() => ({
    text: "",
    tokens: 0,
    stop: "stopped",
    guarantees: [],
  }));
  const rounds = new Rounds();
  const shared = { steered, rounds, cells: new PromptCells(sequences) };
  await shareOut(sequences, tasks, async (sequence, task, index) => {
    if (signal.aborted) return;
    const firstVariant = firstVariants.get(task.plan) ?? UNSTEERED;
    rounds.join();
    try {
      const sampler = await tokenSampler(sequence, task.sampling);
      const steeredTask = { ...task, firstVariant };
      const source = new SequenceTokens(sequence, steeredTask, sampler, shared, signal);
      const room = roomBehind(sequence, task);
      const text = await decodeOne(model, source, task, room, signal).finally(() => source.close());
      decoded[index] = text;
      await task.onEnd?.(text, sequence, () => rounds.turn());
    } finally {
      rounds.leave();
    }
  });
  return decoded;
}

/** @param room tokens that fit behind the prompt */
async function decodeOne(
  model: LlamaModel,
  source: SequenceTokens,
  task: DecodeTask,
  room: number,
  signal: AbortSignal,
): Promise<DecodedText> {
  const { tokens: prompt, sampling, thinking } = task;
  const limit = Math.max(1, Math.min(sampling.maxTokens, thinking ? room - MARKS_ROOM : room));
  const text = new GuardedText(model, { ...task, prompt, endings: task.endings?.(limit) ?? [] });
  const thinkingRoom = Math.min(MAX_THINKING, room - limit - MARKS_ROOM);
  const answer = thinking
    ? new HiddenThinking(source, model, thinking, thinkingRoom, signal)
    : source;
  const stop = (await source.readPrompt())
    ? await writeText(answer, text, limit, signal, (piece) => task.onText?.(piece))
    : "stopped";
  return { text: text.text, tokens: text.length, stop, guarantees: text.reports };
}

/** Tokens that fit behind the prompt without shifting the context, which would drop its start. */
function roomBehind(sequence: LlamaContextSequence, { tokens }: DecodeTask): number {
  return Math.max(1, sequence.contextSize - tokens.length - 1);
}

function isSteered({ phases }: SteeringPlan): boolean {
  return phases.some(({ operations }) => operations.length > 0);
}
