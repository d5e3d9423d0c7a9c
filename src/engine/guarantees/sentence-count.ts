/**
 * A number of sentences, as `text/sentences.ts` counts them: the text may not end before it
 * has enough, and ends after the last that it may have.
 */
import { countSentences, sentences } from "../../text/sentences.js";
import type { Finding, Guarantee } from "../decoding/text-rule.js";

/** What may end a sentence: a mark, or the end of a line, which may end a paragraph or an item. */
const POSSIBLE_END = /[.?!…。！？｡।॥۔؟։።]|\s*\n/u;

/**
 * A possible end of a sentence that only what follows can decide, at the end of a text: whether "etc."
 * ends a sentence is seen from the next word, and only when that is complete ("The", or "Theodor"?).
 * The letter of an item, as in "a) one", is no word.
 */
const UNDECIDED = new RegExp(
  `(?:${POSSIBLE_END.source})(?:[^\\p{L}]|(?<=\\n\\s*)[a-zA-Z][.)]\\s)*(?:\\p{L}\\S*)?$`,
  "u",
);
const COMPLETE_WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*[^\p{L}\p{M}\p{N}'’-]/u;
/** Marks that belong to the sentence before them. */
const CLOSING = /^["'”’»)\]*_`~]+/u;
/** A line that is a heading, and has no sentence, as long as nothing follows on it: "**Note.**" */
const BOLD_LINE = /(?:^|\n)\s*(?:\*\*|__)[^\n]*(?:\*\*|__):?[^\S\n]*$/u;

export class SentenceCount implements Guarantee {
  readonly kind = "stop";
  /** The last text of which everything was decided. */
  private decidedText: string | undefined;

  /** @param max may be infinite; 0 leaves nothing to write */
  constructor(
    readonly id: string,
    private readonly min: number,
    private readonly max: number,
  ) {}

  mayEnd(text: string): boolean {
    return this.min === 0 || countSentences(text) >= this.min;
  }

  judge(text: string, settled: number, ended: boolean): Finding {
    if (this.max === Number.POSITIVE_INFINITY) return { settledUntil: text.length };
    if (this.max === 0) return { endAt: 0 };
    if (!ended && this.isDecided(text)) return { settledUntil: text.length };
    const found = sentences(!ended && BOLD_LINE.test(text) ? `${text} X` : text);
    const last = found[this.max - 1];
    const surplus = found[this.max];
    if (last && surplus) {
      const end = this.endOfKept(text, last.end);
      if (!ended && !COMPLETE_WORD.test(text.slice(surplus.start))) return { settledUntil: end };
      const closing = CLOSING.exec(text.slice(end, surplus.start))?.[0].length ?? 0;
      const closed = end + closing;
      const isComplete = countSentences(text.slice(0, closed)) === this.max;
      // Space before the end of a line was not seen to be the end of a sentence.
      return { endAt: Math.max(isComplete ? closed : end, settled) };
    }
    const undecided = last && !ended ? UNDECIDED.exec(text.slice(last.start)) : null;
    if (!last || !undecided) {
      this.decidedText = text;
      return { settledUntil: text.length };
    }
    // The mark itself belongs to the sentence in any case, a line feed does not.
    const mark = /^\s/u.test(undecided[0]) ? 0 : 1;
    return { settledUntil: last.start + undecided.index + mark };
  }

  /** What follows may have joined sentences that are several without it: "A!)1... The". */
  private endOfKept(text: string, end: number): number {
    const kept = sentences(text.slice(0, end));
    const last = kept[this.max - 1];
    return last && kept.length > this.max ? this.endOfKept(text, last.end) : end;
  }

  /**
   * Whether all of a text is decided because an earlier text was, and no possible end came since.
   * Looking for sentences takes longer than a small model takes for a token.
   */
  private isDecided(text: string): boolean {
    const before = this.decidedText;
    this.decidedText = undefined;
    if (before === undefined || !text.startsWith(before)) return false;
    if (POSSIBLE_END.test(text.slice(before.length))) return false;
    this.decidedText = text;
    return true;
  }
}
