/** Writes texts: feeds prompts to the model, phase by phase under their steering plans. */
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { SteeringPlan } from "../steering/plan.js";
import type { Sampling } from "./protocol.js";
import type { SteeredContext } from "./steered-context.js";
import { TokenText } from "./token-text.js";

export interface DecodeTask {
  /** The whole prompt, at least one token. */
  tokens: readonly Token[];
  plan: SteeringPlan;
  sampling: Sampling;
  dropLeadingSpace?: boolean;
  /** The text must have at least one token, also where the model would rather end at once. */
  notEmpty?: boolean;
  onText?: (text: string) => void;
  onEnd?: () => void;
}

export interface DecodedText {
  text: string;
  tokens: number;
  stop: "end" | "length" | "stopped";
}

/** The prompt is read in pieces, so that a request to stop is heard between them. */
const PROMPT_PIECE = 128;
/** Variants of one plan in the context's tables: prompt, last prompt token, answer. */
const PHASES = 3;
const UNSTEERED = 0;

/**
 * Decodes every task, as many at a time as there are sequences, each steered by its own plan.
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
  const plans = [...new Set(tasks.map(({ plan }) => plan))];
  const steering = plans.some(isSteered);
  if (steering) {
    await steered.setVariants(
      plans.flatMap(({ prompt, lastPromptToken, answer }) => [prompt, lastPromptToken, answer]),
    );
  }
  const decoded: DecodedText[] = tasks.map(() => ({ text: "", tokens: 0, stop: "stopped" }));
  const queue = tasks.entries();
  const work = async (sequence: LlamaContextSequence) => {
    // All workers draw from the one iterator, so each task is done once.
    for (const [index, task] of queue) {
      if (signal.aborted) return;
      const firstVariant = isSteered(task.plan) ? plans.indexOf(task.plan) * PHASES + 1 : UNSTEERED;
      decoded[index] = await decodeOne(model, steered, sequence, task, firstVariant, signal);
      task.onEnd?.();
    }
  };
  await Promise.all(sequences.map(work));
  return decoded;
}

async function decodeOne(
  model: LlamaModel,
  steered: SteeredContext,
  sequence: LlamaContextSequence,
  task: DecodeTask,
  firstVariant: number,
  signal: AbortSignal,
): Promise<DecodedText> {
  const { tokens, plan, sampling } = task;
  const enter = async (phase: number) => {
    if (steered.unavailable === undefined) {
      await steered.assign(sequence, firstVariant === UNSTEERED ? UNSTEERED : firstVariant + phase);
    }
  };
  const text = new TokenText(model, tokens, task.dropLeadingSpace ?? false);
  const written: DecodedText = { text: "", tokens: 0, stop: "length" };
  const emit = (piece: string) => {
    written.text += piece;
    if (piece) task.onText?.(piece);
  };

  await enter(0);
  await reuseCells(sequence, tokens, plan);
  while (sequence.nextTokenIndex < tokens.length - 1) {
    if (signal.aborted) return { ...written, stop: "stopped" };
    const from = sequence.nextTokenIndex;
    const to = Math.min(from + PROMPT_PIECE, tokens.length - 1);
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, to));
  }
  if (plan.prompt.length === 0) unsteeredCells.set(sequence, tokens.length - 1);

  await enter(1);
  const limit = Math.min(sampling.maxTokens, roomBehind(sequence, tokens.length));
  const take = async (token: Token) => {
    if (written.tokens === 0) await enter(2);
    written.tokens += 1;
    emit(text.push(token));
  };
  /** Evaluates tokens and takes what follows them. */
  const goOn = async (from: Token[]): Promise<DecodedText["stop"]> => {
    const { temperature, seed } = sampling;
    for await (const token of sequence.evaluate(from, { temperature, seed })) {
      if (signal.aborted) return "stopped";
      await take(token);
      if (written.tokens >= limit) return "length";
    }
    return "end";
  };
  written.stop = await goOn(tokens.slice(-1));
  if (written.stop === "end" && written.tokens === 0 && task.notEmpty) {
    const token = await likeliestBeginning(model, sequence, tokens);
    await take(token);
    written.stop = limit > 1 ? await goOn([token]) : "length";
  }
  emit(text.end());
  return written;
}

/** The token with which the model would go on if it could not end. */
async function likeliestBeginning(
  model: LlamaModel,
  sequence: LlamaContextSequence,
  prompt: readonly Token[],
): Promise<Token> {
  const last = prompt.length - 1;
  await sequence.eraseContextTokenRanges([{ start: last, end: sequence.nextTokenIndex }]);
  const [output] = await sequence.controlledEvaluate([
    [prompt[last] as Token, { generateNext: { probabilities: true } }],
  ]);
  const going = [...(output?.next.probabilities ?? [])].filter(
    ([token]) => !model.isEogToken(token),
  );
  const [best] = going.reduce((a, b) => (b[1] > a[1] ? b : a));
  return best;
}

/** How many leading cells of a sequence's cache were computed without steering. */
const unsteeredCells = new WeakMap<LlamaContextSequence, number>();

/**
 * Keeps the cells that a fresh evaluation would compute the same: the common beginning with the
 * last prompt, as far as both are unsteered. node-llama-cpp alone would reuse any equal token,
 * however it was steered.
 */
async function reuseCells(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  plan: SteeringPlan,
): Promise<void> {
  const valid = plan.prompt.length === 0 ? (unsteeredCells.get(sequence) ?? 0) : 0;
  const { firstDifferentIndex } = sequence.compareContextTokens([...tokens]);
  const keep = Math.min(valid, firstDifferentIndex, tokens.length - 1);
  unsteeredCells.set(sequence, keep);
  if (keep === 0) await sequence.clearHistory();
  else if (keep < sequence.nextTokenIndex) {
    await sequence.eraseContextTokenRanges([{ start: keep, end: sequence.nextTokenIndex }]);
  }
}

/** Tokens that fit behind the prompt without shifting the context, which would drop its start. */
function roomBehind(sequence: LlamaContextSequence, promptTokens: number): number {
  return Math.max(1, sequence.contextSize - promptTokens - 1);
}

function isSteered({ prompt, lastPromptToken, answer }: SteeringPlan): boolean {
  return prompt.length + lastPromptToken.length + answer.length > 0;
}
