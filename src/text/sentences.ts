/**
 * Sentences as a writer counts them: in prose, not in code; a list item is at least one, a heading
 * is none, and the punctuation of other scripts also ends sentences. Within a block of prose the
 * decision is Punkt's, which knows abbreviations, initials, decimals and ellipses.
 *
 * IFEval counts differently (`punkt.ts` alone): there, the "1." of a list is a sentence, a heading
 * belongs to what follows it, and "。" ends nothing.
 */

import { proseBlocks, withoutMarks } from "./markdown.js";
import { sentenceSpans } from "./punkt.js";
import type { Span } from "./span.js";

/** Sentence ends that need no space after them; inside corner brackets they end nothing. */
const OTHER_SCRIPTS = /[。！？｡।॥۔؟։።]+(?![」』])[”’）)"']*/gu;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const STARTS_LOWERCASE = /^[^\p{L}]*\p{Ll}/u;
const STARTS_WITH_DIGIT = /^[^\p{L}\p{N}]*\p{N}/u;

/** Punctuation inside quotes, after which a sentence may continue: "Stop!" he said. */
const QUOTED_END = /[.?!…]["'”’»)\]]+$/u;
/** Abbreviations missing from Punkt's model, which was trained on newspapers from the 1980s. */
const ABBREVIATED_END = /(?:^|[^\p{L}])(?:\p{L}\.\p{L}|etc|approx|cf|ca|resp|incl|esp)\.$/iu;
const NUMBERED_END = /(?:^|[^\p{L}])(?:no|nos|nr|fig|figs|p|pp|vol|ch|sec|art)\.$/iu;
/** Nothing but a marker such as "P.S." */
const MARK_ALONE = /^[^\p{L}]*(?:\p{L}\.){2,3}$/u;

/** Where the sentences of a text are, in order. Linear in the length of the text. */
export function sentences(text: string): Span[] {
  return proseBlocks(text)
    .filter(({ kind }) => kind !== "heading")
    .flatMap(({ start, end }) => sentencesOfBlock(text.slice(start, end), start));
}

export function countSentences(text: string): number {
  return sentences(text).length;
}

function sentencesOfBlock(block: string, offset: number): Span[] {
  const prose = withoutMarks(block);
  const found: Span[] = [];
  for (const piece of pieces(prose)) {
    for (const { start, end } of sentenceSpans(prose.slice(piece.start, piece.end))) {
      const sentence = { start: offset + piece.start + start, end: offset + piece.start + end };
      const words = prose.slice(sentence.start - offset, sentence.end - offset);
      const last = found.at(-1);
      if (!LETTER_OR_DIGIT.test(words)) {
        if (last) last.end = sentence.end;
      } else if (last && goesOn(prose.slice(last.start - offset, last.end - offset), words)) {
        last.end = sentence.end;
      } else found.push(sentence);
    }
  }
  return found;
}

/** Whether what Punkt takes for the next sentence belongs to this one. */
function goesOn(sentence: string, next: string): boolean {
  if (MARK_ALONE.test(sentence)) return true;
  // Only their ends matter; a sentence may be as long as the text.
  const end = sentence.slice(-12);
  if (NUMBERED_END.test(end) && STARTS_WITH_DIGIT.test(next)) return true;
  return STARTS_LOWERCASE.test(next) && (QUOTED_END.test(end) || ABBREVIATED_END.test(end));
}

/** The parts of a block between the punctuation marks of other scripts. */
function pieces(prose: string): Span[] {
  const parts: Span[] = [];
  let start = 0;
  for (const mark of prose.matchAll(OTHER_SCRIPTS)) {
    parts.push({ start, end: mark.index + mark[0].length });
    start = mark.index + mark[0].length;
  }
  parts.push({ start, end: prose.length });
  return parts;
}
