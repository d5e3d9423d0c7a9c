/**
 * A number of sentences, as `constraints/sentences.ts` counts them: the text may not end before it
 * has enough, and ends after the last that it may have.
 */
import { countSentences, sentences } from "../../constraints/sentences.js";
import type { Finding, Guarantee } from "./guarantee.js";

/** What may end a sentence: a mark, or the end of a line, which may end a paragraph or an item. */
const POSSIBLE_END = /[.?!…。！？｡।॥۔؟։።]|\s*\n/u;

/**
 * A possible end of a sentence that only what follows can decide, at the end of a text: whether "etc."
 * ends a sentence is seen from the next word, and only when that is complete ("The", or "Theodor"?).
 */
const UNDECIDED = new RegExp(`(?:${POSSIBLE_END.source})[^\\p{L}]*(?:\\p{L}\\S*)?$`, "u");
const COMPLETE_WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*[^\p{L}\p{M}\p{N}'’-]/u;
/** Marks that belong to the sentence before them. */
const CLOSING = /^["'”’»)\]*_`~]+/u;

export class SentenceCount implements Guarantee {
  readonly kind = "stop";
  /** The last text that was settled to its end. */
  private settledText: string | undefined;

  /** @param max may be infinite */
  constructor(
    readonly id: string,
    private readonly min: number,
    private readonly max: number,
  ) {}

  mayEnd(text: string): boolean {
    return this.min === 0 || countSentences(text) >= this.min;
  }

  judge(text: string, _settled: number, ended: boolean): Finding {
    if (this.max === Number.POSITIVE_INFINITY) return { settledUntil: text.length };
    // Looking for sentences takes longer than a small model takes for a token, and only a mark or the
    // end of a line can change what was settled.
    const before = this.settledText;
    if (!ended && before !== undefined && text.startsWith(before)) {
      if (!POSSIBLE_END.test(text.slice(before.length))) return { settledUntil: text.length };
    }
    const finding = this.cut(text, ended);
    const isSettled = "settledUntil" in finding && finding.settledUntil === text.length;
    this.settledText = isSettled ? text : undefined;
    return finding;
  }

  private cut(text: string, ended: boolean): Finding {
    const found = sentences(text);
    const last = found[this.max - 1];
    const surplus = found[this.max];
    if (surplus) {
      const end = last?.end ?? 0;
      const closing = CLOSING.exec(text.slice(end, surplus.start))?.[0].length ?? 0;
      return ended || COMPLETE_WORD.test(text.slice(surplus.start))
        ? { endAt: end + closing }
        : { settledUntil: end };
    }
    if (!last || ended) return { settledUntil: text.length };
    const undecided = UNDECIDED.exec(text.slice(last.start));
    if (!undecided) return { settledUntil: text.length };
    // The mark itself belongs to the sentence in any case, a line feed does not.
    const mark = /^\s/u.test(undecided[0]) ? 0 : 1;
    return { settledUntil: last.start + undecided.index + mark };
  }
}
