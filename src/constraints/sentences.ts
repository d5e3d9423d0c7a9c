/**
 * Sentences as a writer counts them: in prose, not in code; a list item is at least one, a heading is
 * none; the marks of other scripts end sentences too. Within a block of prose the decision is
 * Punkt's, which knows abbreviations, initials, decimals and ellipses.
 *
 * IFEval counts otherwise (`ifeval/punkt.ts`): there the "1." of a list is a sentence, a heading
 * belongs to what follows it, and "。" ends nothing.
 */
import type { Span } from "./constraint.js";
import { sentenceSpans } from "./ifeval/punkt.js";
import { proseBlocks, withoutMarks } from "./markdown.js";

/** Ends of sentences that need no space after them, with what closes behind them. */
const OTHER_SCRIPTS = /[。！？｡।॥۔؟։።]+[」』”’）)"']*/gu;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** A sentence that closes with a mark inside quotes and goes on: "Stop!" he said. */
const QUOTED_END = /[.?!…]["'”’»)\]]+$/u;
const STARTS_LOWERCASE = /^[^\p{L}]*\p{Ll}/u;

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

function goesOn(sentence: string, next: string): boolean {
  return QUOTED_END.test(sentence) && STARTS_LOWERCASE.test(next);
}

/** The parts of a block between the marks of other scripts. */
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
