/**
 * Ends a text that has no more room where it is whole: behind its last sentence or line, if what is
 * dropped is less than a fifth of it. In its last fifth an unfinished sentence is therefore held back.
 */
import { sentences } from "../../text/sentences.js";
import type { Ending, Finding } from "./text-rule.js";

/** The largest part of a text that may be dropped. */
const SHARE = 1 / 5;

const WHOLE = /[.!?…。！？｡।॥۔؟։።]["'”’»)\]*_`~」』）]*$/u;
/** Marks that belong to the sentence before them. */
const CLOSING = /^["'”’»)\]*_`~」』）]+/u;
/** What a line that announces others ends with, or begins with. */
const ANNOUNCES =
  /^\s{0,3}#{1,6}\s|^\s*(?:```|~~~)\S|[:：]\s*$|^\s{0,3}(?:\*\*|__)[^*_]+(?:\*\*|__)$/u;
/** A line of prose that was broken to fit is as long as this, and no sentence ends with it. */
const BROKEN_LINE = 50;
const GOES_ON = /^\s*(?:\p{Ll}|$)/u;

export class WholeEnd implements Ending {
  readonly stop = "sentence";
  private tokens = 0;

  /** @param limit tokens that the text may have */
  constructor(private readonly limit: number) {}

  follow({ length }: { readonly length: number }): void {
    this.tokens = length;
  }

  judge(text: string, settled: number, ended: boolean): Finding {
    if (this.tokens < this.limit * (1 - SHARE)) return { settledUntil: text.length };
    // Whoever ended before the limit has ended as they wanted to.
    if (ended && this.tokens < this.limit) return { settledUntil: text.length };
    // Sentences are looked for from a line on of which nothing changes any more.
    const from = text.lastIndexOf("\n", settled - 1) + 1;
    const end = from + wholeEnd(text.slice(from), ended);
    if (!ended) return { settledUntil: Math.max(settled, end) };
    const isShort = text.length - end < text.length * SHARE;
    return end >= settled && end > from && isShort ? { endAt: end } : { settledUntil: text.length };
  }
}

/**
 * Where the last whole sentence or line of a text ends; 0 where there is none.
 *
 * @param ended whether nothing follows; if not, an end at the very end may turn out to be none
 */
export function wholeEnd(text: string, ended: boolean): number {
  const ends = [...sentenceEnds(text), lineEnd(text)];
  return Math.max(0, ...ends.filter((end) => ended || text.slice(end).trim() !== ""));
}

function sentenceEnds(text: string): number[] {
  return sentences(text)
    .map(({ end }) => end + (CLOSING.exec(text.slice(end))?.[0].length ?? 0))
    .filter((end) => WHOLE.test(text.slice(0, end)));
}

/** The end of the last line behind which another has begun. */
function lineEnd(text: string): number {
  const newLine = text.lastIndexOf("\n");
  const before = text.slice(0, Math.max(0, newLine)).trimEnd();
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const isBroken =
    line.length >= BROKEN_LINE && !WHOLE.test(line) && GOES_ON.test(text.slice(newLine + 1));
  return ANNOUNCES.test(line) || isBroken ? 0 : before.length;
}
