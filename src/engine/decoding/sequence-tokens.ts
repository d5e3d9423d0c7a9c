/** The tokens that a model writes behind a prompt in one sequence, steered as the plan's phases have it. */
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { operationsAt, PROMPT_START, type SteeringPlan } from "../../steering/plan.js";
import type { SteeredContext } from "../hook/steered-context.js";
import { isSameSteering, type PromptCells } from "./prompt-cells.js";
import type { Rounds } from "./rounds.js";
import { UNSTEERED } from "./sequences.js";
import type { TokenSampler } from "./token-sampler.js";
import type { TokenSource } from "./write-text.js";

/**
 * On a processor, prompts are read in pieces, so that a request to stop is heard between them: the
 * first of so many tokens, and twice as many after one that took less than half as long as a person
 * may wait. On a GPU a batch takes a moment, and only full ones are fast.
 */
const FIRST_PIECE = 128;
const QUICK_PIECE_MS = 400;

/** What is written, and how it is steered. */
export interface SteeredPrompt {
  /** At least one token. */
  tokens: readonly Token[];
  plan: SteeringPlan;
  /** The context's variant of the plan's first phase, which those of the others follow; or `UNSTEERED`. */
  firstVariant: number;
}

/** What the texts of one context share while they are written. */
export interface SharedContext {
  steered: SteeredContext;
  rounds: Rounds;
  cells: PromptCells;
}

/** A participant of the rounds as long as it is used. */
export class SequenceTokens implements TokenSource {
  /** How many of the plan's phases have begun. */
  private begun: number | undefined;
  /** The index of the token from which on each phase lasts. */
  private readonly phaseStarts: number[];
  /** Tokens of a prompt that are read at once. */
  private piece: number;

  constructor(
    private readonly sequence: LlamaContextSequence,
    private readonly prompt: SteeredPrompt,
    private readonly sampler: TokenSampler,
    private readonly shared: SharedContext,
    private readonly signal: AbortSignal,
  ) {
    const lastOfPrompt = prompt.tokens.length - 1;
    this.phaseStarts = prompt.plan.phases.map(({ from }) => lastOfPrompt + from);
    const { model, context } = sequence;
    this.piece = model.gpuLayers > 0 ? context.batchSize : FIRST_PIECE;
  }

  /** Reads all of the prompt but its last token. @returns false if it was aborted */
  async readPrompt(): Promise<boolean> {
    const { rounds, cells } = this.shared;
    const tokens = this.prompt.tokens.slice(0, -1);
    const operations = operationsAt(this.prompt.plan, PROMPT_START);
    const reading = cells.readingOf(tokens, operations);
    if (reading) await rounds.outside(() => reading);
    await rounds.turn();
    return cells.read(this.sequence, tokens, operations, () => this.read(tokens));
  }

  async next(taken: readonly Token[]): Promise<Token> {
    const all = [...this.prompt.tokens, ...taken];
    const place = all.length - 1;
    // What was put behind the last token, and not written by the model.
    if (this.sequence.nextTokenIndex < place) await this.read(all.slice(0, -1));
    await this.takeTurn(place);
    return this.sampler.next(all);
  }

  async ranking(taken: readonly Token[], count?: number): Promise<Token[]> {
    const all = [...this.prompt.tokens, ...taken];
    const before = all.slice(0, -1);
    // Without evaluating: what a model's cache cannot go back to is read anew in its own phase.
    await this.sequence.adaptStateToTokens(before, false);
    if (!(await this.read(before))) return [];
    await this.takeTurn(before.length);
    return this.sampler.likeliest(all, count);
  }

  async close(): Promise<void> {
    await this.sampler.close();
    const { plan } = this.prompt;
    const ofPrompt = operationsAt(plan, PROMPT_START);
    // The answer may be the prompt's end next time.
    if (plan.phases.every(({ operations }) => isSameSteering(operations, ofPrompt))) {
      this.shared.cells.remember(this.sequence, this.sequence.nextTokenIndex, ofPrompt);
    }
  }

  /** Evaluates the tokens that are not in the cache, each in its phase. @returns false if aborted */
  private async read(tokens: readonly Token[]): Promise<boolean> {
    while (this.sequence.nextTokenIndex < tokens.length) {
      if (this.signal.aborted) return false;
      const from = this.sequence.nextTokenIndex;
      const phaseEnd = this.phaseStarts.find((start) => from < start) ?? tokens.length;
      const to = Math.min(from + this.piece, phaseEnd, tokens.length);
      await this.takeTurn(from);
      const start = performance.now();
      await this.sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, to));
      if (performance.now() - start < QUICK_PIECE_MS) {
        this.piece = Math.min(2 * this.piece, this.sequence.context.batchSize);
      }
    }
    return true;
  }

  /** Waits for its turn to evaluate the token at an index, and steers it as its phase asks. */
  private async takeTurn(index: number): Promise<void> {
    const { rounds, steered } = this.shared;
    await rounds.turn();
    const begun = this.phaseStarts.filter((start) => start <= index).length;
    if (begun === this.begun || steered.unavailable !== undefined) return;
    this.begun = begun;
    const { firstVariant } = this.prompt;
    const isSteered = firstVariant !== UNSTEERED && begun > 0;
    await steered.assign(this.sequence, isSteered ? firstVariant + begun - 1 : UNSTEERED);
  }
}
