/** Tokens that are being written, as text: what they say so far, and where each of them begins. */
import type { LlamaModel, Token } from "node-llama-cpp";

/** What turning tokens into text needs of a model. */
export type Detokenizer = Pick<LlamaModel, "detokenize">;

/** A character whose bytes are spread over tokens decodes to this until the last one is there. */
const INCOMPLETE = "\uFFFD";
/** No character takes more tokens than it has bytes. */
const MAX_PENDING = 4;
/** Preceding tokens that detokenisers look at. */
const LOOK_BEHIND = 8;

export class TokenText {
  private taken: Token[] = [];
  /** Offset in the text at which each token begins, and whether a character begins with it. */
  private places: { start: number; beginsCharacter: boolean }[] = [];
  /** How many of the last tokens make no whole character yet. */
  private pending = 0;
  private said = "";

  /** @param dropLeadingSpace leaves out spaces before the first visible character */
  constructor(
    private readonly model: Detokenizer,
    private readonly prompt: readonly Token[],
    private readonly dropLeadingSpace: boolean,
  ) {}

  get tokens(): readonly Token[] {
    return this.taken;
  }

  /** All characters that are complete. */
  get text(): string {
    return this.said;
  }

  push(token: Token): void {
    const text = this.preview(token);
    this.taken.push(token);
    this.places.push({ start: this.said.length, beginsCharacter: this.pending === 0 });
    this.pending = text === undefined ? this.pending + 1 : 0;
    this.said += text ?? "";
  }

  /** The text that a token would add; undefined if it leaves a character incomplete. */
  preview(token: Token): string | undefined {
    const text = this.detokenized([...this.waiting(), token]);
    if (text.endsWith(INCOMPLETE) && this.pending + 1 < MAX_PENDING) return undefined;
    return this.visible(text);
  }

  /** No more tokens come: a character that is incomplete becomes a replacement character. */
  end(): void {
    if (this.pending > 0) this.said += this.visible(this.detokenized(this.waiting()));
    this.pending = 0;
  }

  /** Index of the token that holds the character at an offset; the first where several make it. */
  tokenAt(offset: number): number {
    return Math.max(
      0,
      this.places.findLastIndex(({ start, beginsCharacter }) => beginsCharacter && start <= offset),
    );
  }

  /** Offset at which a token begins. */
  startOf(index: number): number {
    return this.places[index]?.start ?? this.said.length;
  }

  /** Keeps the first `count` tokens. */
  takeBack(count: number): void {
    const kept = this.taken.slice(0, count);
    this.taken = [];
    this.places = [];
    this.pending = 0;
    this.said = "";
    for (const token of kept) this.push(token);
  }

  private waiting(): Token[] {
    return this.pending === 0 ? [] : this.taken.slice(-this.pending);
  }

  private detokenized(tokens: Token[]): string {
    const before = this.taken.length - this.pending;
    const answer = this.taken.slice(Math.max(0, before - LOOK_BEHIND), before);
    const preceding = [...this.prompt.slice(-LOOK_BEHIND), ...answer].slice(-LOOK_BEHIND);
    return this.model.detokenize(tokens, false, preceding);
  }

  private visible(text: string): string {
    return this.dropLeadingSpace && this.said === "" ? text.replace(/^[ \t]+/, "") : text;
  }
}
