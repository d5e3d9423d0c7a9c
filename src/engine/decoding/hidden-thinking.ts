/**
 * Keeps a model's thinking out of its text: the model reads what it thinks, but none of it is shown,
 * checked or counted.
 */
import type { LlamaModel, Token } from "node-llama-cpp";
import { followingTokens } from "../prompting/text-tokens.js";
import type { ThinkingMarks } from "../prompting/thinking.js";
import type { TokenSource } from "./write-text.js";

/** What it needs of a model. */
export type ThinkingVocabulary = Pick<
  LlamaModel,
  "tokenize" | "detokenize" | "isEogToken" | "tokens"
>;

/** No mark takes more tokens, nor does the space that some models write before it. */
const MARK_TOKENS = 16;
/** Nearly always one of so many likeliest tokens is no mark. */
const LIKELY = 32;

export class HiddenThinking implements TokenSource {
  /** What the model reads behind its prompt and before its text. */
  private readonly hidden: Token[] = [];
  /** Tokens of the text's beginning, which were drawn to see whether thinking begins. */
  private drawn: Token[] = [];
  private hasBegun = false;
  private wasEnded = false;
  /** Marks that are one token; in the midst of a text they may not stand. */
  private readonly markTokens: ReadonlySet<Token>;
  private readonly shut: readonly Token[];

  /**
   * @param source what the model writes, thinking included
   * @param room how many tokens of thinking there may be before it is ended
   */
  constructor(
    private readonly source: TokenSource,
    private readonly model: ThinkingVocabulary,
    private readonly marks: ThinkingMarks,
    private readonly room: number,
    private readonly signal: AbortSignal,
  ) {
    const tokensOf = (mark: string) => followingTokens(model, mark);
    this.markTokens = new Set(
      [marks.open, marks.close].map(tokensOf).flatMap((mark) => (mark.length === 1 ? mark : [])),
    );
    this.shut = tokensOf(marks.shut);
  }

  async next(taken: readonly Token[]): Promise<Token> {
    if (!this.hasBegun) {
      this.drawn = await this.begin();
      this.hasBegun = true;
    }
    const next = this.drawn.shift() ?? (await this.source.next([...this.hidden, ...taken]));
    if (!this.markTokens.has(next)) return next;
    const [likeliest] = await this.ranking(taken, LIKELY);
    return likeliest ?? next;
  }

  async ranking(taken: readonly Token[], count?: number): Promise<Token[]> {
    // Behind another token than the model's own, those drawn before say nothing.
    this.drawn = [];
    const ranking = await this.source.ranking([...this.hidden, ...taken], count);
    return ranking.filter((token) => !this.markTokens.has(token));
  }

  /** Reads over thinking. @returns the first tokens of the text, or one that ends it */
  private async begin(): Promise<Token[]> {
    for (;;) {
      const drawn: Token[] = [];
      while (this.mayBecomeThinking(drawn)) {
        const token = await this.source.next([...this.hidden, ...drawn]);
        drawn.push(token);
        if (this.signal.aborted || this.model.isEogToken(token)) return drawn;
      }
      if (!this.beginsThinking(drawn)) return this.withoutSpace(drawn);
      // Whoever will not stop thinking has no answer.
      const { eos } = this.model.tokens;
      if (this.wasEnded && eos !== null) return [eos];
      this.hidden.push(...drawn);
      if (await this.thinksToItsEnd()) continue;
      if (this.signal.aborted) return drawn;
      this.hidden.push(...this.shut);
      this.wasEnded = true;
    }
  }

  /** @returns false if thinking must be ended: there is no more room, or the model just stopped */
  private async thinksToItsEnd(): Promise<boolean> {
    const from = this.hidden.length;
    while (this.hidden.length < this.room) {
      const token = await this.source.next(this.hidden);
      if (this.signal.aborted || this.model.isEogToken(token)) return false;
      this.hidden.push(token);
      const latest = this.hidden.slice(from).slice(-MARK_TOKENS);
      // What a token says behind the mark is space.
      if (this.model.detokenize(latest, true).includes(this.marks.close)) return true;
    }
    return false;
  }

  private mayBecomeThinking(drawn: readonly Token[]): boolean {
    const said = this.said(drawn);
    const open = this.marks.open.trimEnd();
    return said.length < open.length && open.startsWith(said) && drawn.length < MARK_TOKENS;
  }

  private beginsThinking(drawn: readonly Token[]): boolean {
    return this.said(drawn).startsWith(this.marks.open.trimEnd());
  }

  private said(tokens: readonly Token[]): string {
    return this.model.detokenize(tokens, true).trimStart();
  }

  /** A text does not begin with the space that separates it from thinking. */
  private withoutSpace(drawn: Token[]): Token[] {
    if (this.hidden.length === 0) return drawn;
    const first = drawn.findIndex((_, i) => this.said(drawn.slice(0, i + 1)) !== "");
    const from = first < 0 ? drawn.length : first;
    this.hidden.push(...drawn.slice(0, from));
    return drawn.slice(from);
  }
}
