/** Turns a stream of tokens into pieces of text that can be shown at once. */
import type { LlamaModel, Token } from "node-llama-cpp";

/** A character whose bytes are spread over tokens decodes to this until the last one is there. */
const INCOMPLETE = "\uFFFD";
/** No character takes more tokens than it has bytes. */
const MAX_PENDING = 4;
/** Preceding tokens that detokenisers look at. */
const LOOK_BEHIND = 8;

export class TokenText {
  private pending: Token[] = [];
  private preceding: Token[];
  private atStart: boolean;

  /** @param dropLeadingSpace leaves out spaces before the first visible character */
  constructor(
    private readonly model: LlamaModel,
    prompt: readonly Token[],
    dropLeadingSpace: boolean,
  ) {
    this.preceding = prompt.slice(-LOOK_BEHIND);
    this.atStart = dropLeadingSpace;
  }

  /** The text that this token completes; empty while a character is incomplete. */
  push(token: Token): string {
    this.pending.push(token);
    const text = this.model.detokenize(this.pending, false, this.preceding);
    if (text.endsWith(INCOMPLETE) && this.pending.length < MAX_PENDING) return "";
    return this.take(text);
  }

  /** What is left when no more tokens come. */
  end(): string {
    if (this.pending.length === 0) return "";
    return this.take(this.model.detokenize(this.pending, false, this.preceding));
  }

  private take(text: string): string {
    this.preceding = [...this.preceding, ...this.pending].slice(-LOOK_BEHIND);
    this.pending = [];
    if (!this.atStart) return text;
    const visible = text.replace(/^[ \t]+/, "");
    this.atStart = visible === "";
    return visible;
  }
}
