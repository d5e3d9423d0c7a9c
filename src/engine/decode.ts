/** Writes texts: feeds prompts to the model, phase by phase under their steering plans. */
import type { LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { GuaranteeReport } from "../constraints/receipt.js";
import { type SteeringPlan, turningPoints, variantsOf } from "../steering/plan.js";
import type { Guarantee } from "./guarantees/guarantee.js";
import { GuardedText } from "./guarded-text.js";
import { HiddenThinking } from "./hidden-thinking.js";
import type { ThinkingMarks } from "./prompting/thinking.js";
import type { Sampling } from "./sampling.js";
import { shareOut, UNSTEERED } from "./sequences.js";
import type { SteeredContext, Variant } from "./steered-context.js";
import { type Stop, type TokenSource, writeText } from "./write-text.js";

export interface DecodeTask {
  /** The whole prompt, at least one token. */
  tokens: readonly Token[];
  plan: SteeringPlan;
  sampling: Sampling;
  dropLeadingSpace?: boolean;
  /** How the model marks thinking, which is no part of the text. */
  thinking?: ThinkingMarks | undefined;
  /** The text must have at least one token, also where the model would rather end at once. */
  notEmpty?: boolean;
  /** Made for this text alone; what may still be taken back is not passed to `onText`. */
  guarantees?: readonly Guarantee[];
  onText?: (text: string) => void;
  onEnd?: () => void;
}

export interface DecodedText {
  text: string;
  tokens: number;
  stop: Stop;
  guarantees: GuaranteeReport[];
}

/** The prompt is read in pieces, so that a request to stop is heard between them. */
const PROMPT_PIECE = 128;
/** Thinking that was not asked for is ended after so many tokens. */
const MAX_THINKING = 1024;
/** Tokens that the marks of thinking may need. */
const MARKS_ROOM = 32;

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
  const variants: Variant[] = [];
  const firstVariants = new Map<SteeringPlan, number>();
  for (const { plan } of tasks) {
    if (!isSteered(plan) || firstVariants.has(plan)) continue;
    firstVariants.set(plan, variants.length + 1);
    variants.push(...variantsOf(plan));
  }
  if (variants.length > 0) await steered.setVariants(variants);
  const decoded: DecodedText[] = tasks.map(() => ({
    text: "",
    tokens: 0,
    stop: "stopped",
    guarantees: [],
  }));
  await shareOut(sequences, tasks, async (sequence, task, index) => {
    if (signal.aborted) return;
    const firstVariant = firstVariants.get(task.plan) ?? UNSTEERED;
    decoded[index] = await decodeOne(model, steered, sequence, task, firstVariant, signal);
    task.onEnd?.();
  });
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
  const { tokens: prompt, sampling, thinking } = task;
  const text = new GuardedText(model, { ...task, prompt });
  const source = new SequenceTokens(steered, sequence, task, firstVariant, signal);
  const room = roomBehind(sequence, prompt.length);
  const limit = Math.max(1, Math.min(sampling.maxTokens, thinking ? room - MARKS_ROOM : room));
  const thinkingRoom = Math.min(MAX_THINKING, room - limit - MARKS_ROOM);
  const answer = thinking
    ? new HiddenThinking(source, model, thinking, thinkingRoom, signal)
    : source;
  let stop: DecodedText["stop"] = "stopped";
  try {
    if (await source.readPrompt()) {
      stop = await writeText(answer, text, limit, signal, (piece) => task.onText?.(piece));
    }
  } finally {
    await source.close();
  }
  return { text: text.text, tokens: text.length, stop, guarantees: text.reports };
}

/** The tokens that a sequence's model writes after a prompt, steered by phases. */
class SequenceTokens implements TokenSource {
  private sampled: AsyncGenerator<Token, void, Token> | undefined;
  private phase: number | undefined;
  /** The token from which on each phase but the first lasts. */
  private readonly phaseStarts: number[];

  constructor(
    private readonly steered: SteeredContext,
    private readonly sequence: LlamaContextSequence,
    private readonly task: DecodeTask,
    private readonly firstVariant: number,
    private readonly signal: AbortSignal,
  ) {
    const lastOfPrompt = task.tokens.length - 1;
    this.phaseStarts = turningPoints(task.plan).map((tokens) => lastOfPrompt + tokens);
  }

  /** Reads all of the prompt but its last token. @returns false if it was aborted */
  async readPrompt(): Promise<boolean> {
    const { tokens, plan } = this.task;
    await reuseCells(this.sequence, tokens, plan);
    if (!(await this.read(tokens.slice(0, -1)))) return false;
    if (plan.prompt.length === 0) unsteeredCells.set(this.sequence, tokens.length - 1);
    return true;
  }

  async next(taken: readonly Token[]): Promise<Token> {
    const { tokens, sampling } = this.task;
    const last = (taken.at(-1) ?? tokens.at(-1)) as Token;
    const { temperature, seed } = sampling;
    const place = tokens.length + taken.length - 1;
    // What was put behind the last token, and not written by the model.
    if (this.sequence.nextTokenIndex < place) await this.read([...tokens, ...taken.slice(0, -1)]);
    // One sampler for the whole text, whatever is taken back: it goes on drawing random numbers.
    this.sampled ??= this.sequence.evaluate([last], { temperature, seed, yieldEogToken: true });
    await this.enter(place);
    const { value, done } = await this.sampled.next(last);
    if (done) throw new Error("The model gave no token.");
    return value;
  }

  async ranking(taken: readonly Token[], count?: number): Promise<Token[]> {
    const all = [...this.task.tokens, ...taken];
    const before = all.slice(0, -1);
    // Without evaluating: what a model's cache cannot go back to is read anew in its own phase.
    await this.sequence.adaptStateToTokens(before, false);
    if (!(await this.read(before))) return [];
    await this.enter(before.length);
    const logits = count === undefined || { filter: { tokens: [], includeTop: count } };
    const [output] = await this.sequence.controlledEvaluate([
      [all.at(-1) as Token, { generateNext: { logits } }],
    ]);
    const ranked = [...(output?.next.logits ?? [])].sort(([, a], [, b]) => b - a);
    return ranked.map(([token]) => token);
  }

  async close(): Promise<void> {
    await this.sampled?.return();
  }

  /** Evaluates the tokens that are not in the cache, each in its phase. @returns false if aborted */
  private async read(tokens: readonly Token[]): Promise<boolean> {
    while (this.sequence.nextTokenIndex < tokens.length) {
      if (this.signal.aborted) return false;
      const from = this.sequence.nextTokenIndex;
      const phaseEnd = this.phaseStarts.find((start) => from < start) ?? tokens.length;
      const to = Math.min(from + PROMPT_PIECE, phaseEnd, tokens.length);
      await this.enter(from);
      await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, to));
    }
    return true;
  }

  /** Steers what is evaluated next as the phase of the token at an index asks. */
  private async enter(index: number): Promise<void> {
    const phase = this.phaseStarts.filter((start) => start <= index).length;
    if (phase === this.phase || this.steered.unavailable !== undefined) return;
    this.phase = phase;
    const { firstVariant } = this;
    const variant = firstVariant === UNSTEERED ? UNSTEERED : firstVariant + phase;
    await this.steered.assign(this.sequence, variant);
  }
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
  if (keep === 0) await sequence.clearHistory();
  // Without evaluating: what a model's cache cannot go back to would be steered as the last text.
  else await sequence.adaptStateToTokens(tokens.slice(0, keep), false);
  unsteeredCells.set(sequence, Math.min(keep, sequence.nextTokenIndex));
}

/** Tokens that fit behind the prompt without shifting the context, which would drop its start. */
function roomBehind(sequence: LlamaContextSequence, promptTokens: number): number {
  return Math.max(1, sequence.contextSize - promptTokens - 1);
}

function isSteered({ prompt, lastPromptToken, answer }: SteeringPlan): boolean {
  return prompt.length + lastPromptToken.length + answer.length > 0;
}
