/**
 * Words as a writer and a word processor count them: "don't", "well-being" and "3.5" are one each,
 * and scripts without spaces are cut into words. IFEval counts runs of letters instead
 * (`python-text.ts`): there, "don't" is two words, and so is a Hindi word with a vowel sign inside.
 */
import type { Span } from "./span.js";

/** Scripts that put no spaces between words. */
const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

const PART = "[\\p{L}\\p{M}\\p{N}]+";
const WORD = new RegExp(`${PART}(?:['’.,\\-\u2010\u2011_]${PART})*`, "gu");
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");

/** Created when a text first needs it, because the first one in a process is slow. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Whether this character's script is written without spaces, so that words have no visible edges.
 */
export function isUnspaced(character: string): boolean {
  return HAS_UNSPACED.test(character);
}

/** Where the words of a text are, in order. */
export function words(text: string): Span[] {
  const found: Span[] = [];
  for (const match of text.matchAll(WORD)) {
    const [run] = match;
    if (HAS_UNSPACED.test(run)) {
      for (const word of segmented(run, match.index)) found.push(word);
    } else found.push({ start: match.index, end: match.index + run.length });
  }
  return found;
}

export function countWords(text: string): number {
  return words(text).length;
}

/**
 * The longest piece passed to the segmenter at once: its dictionaries take more than linear time on
 * a run without boundaries.
 */
const LONGEST_RUN = 1_000;

function* segmented(run: string, offset: number): Generator<Span> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
  for (let from = 0; from < run.length; from += LONGEST_RUN) {
    for (const part of segmenter.segment(run.slice(from, from + LONGEST_RUN))) {
      if (!part.isWordLike) continue;
      const start = offset + from + part.index;
      yield { start, end: start + part.segment.length };
    }
  }
}
