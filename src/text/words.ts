/**
 * Words as a writer and a word processor count them: "don't", "well-being" and "3.5" are one each,
 * and scripts without spaces are cut into words. IFEval counts runs of letters instead
 * (`python-text.ts`): "don't" is two there, and so is a Hindi word with a vowel sign inside.
 */
import type { Span } from "./span.js";

/** Scripts that put no spaces between words. */
const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

const PART = "[\\p{L}\\p{M}\\p{N}]+";
const WORD = new RegExp(`${PART}(?:['’.,\\-\u2010\u2011_]${PART})*`, "gu");
const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, "u");

/** Made when a text first needs it: the first one of a process takes its time. */
let segmenter: Intl.Segmenter | undefined;

/** Whether words of this character's script stand without spaces, so that a word has no edges. */
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
 * The longest piece that is handed to the segmenter at once: its dictionaries take more than linear
 * time on a run without any boundary.
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
