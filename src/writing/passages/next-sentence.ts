/** Which sentence of a rewrite is accepted next. */

import { sentencePairs } from "../../text/difference/sentence-pairs.js";
import { lostSpans } from "../../text/protected/protected-spans.js";
import type { Span } from "../../text/span.js";

export interface NextSentence {
  /** What it replaces in the original, counted from the original's start. */
  readonly part: Span;
  readonly sentence: string;
  /** The original with the sentence in it. */
  readonly result: string;
  /** Something of the original that must be kept would be gone. */
  readonly isLossy: boolean;
}

/**
 * The sentence at the offset, if it differs in the two texts; else the first that does.
 *
 * @param offset in either text, where they stand in the document
 */
export function nextSentence(
  original: { readonly start: number; readonly text: string },
  shown: { readonly start: number; readonly text: string },
  languageId: string,
  offset = -1,
): NextSentence | undefined {
  const isIn = (part: Span, { start }: { start: number }) =>
    start + part.start <= offset && offset < start + part.end;
  const differing = sentencePairs(original.text, shown.text, languageId).filter(
    ({ changed }) => changed,
  );
  const here = differing.find(
    (pair) => isIn(pair.original, original) || isIn(pair.rewritten, shown),
  );
  const pair = here ?? differing[0];
  if (!pair) return undefined;
  const sentence = shown.text.slice(pair.rewritten.start, pair.rewritten.end);
  const { start, end } = pair.original;
  const result = original.text.slice(0, start) + sentence + original.text.slice(end);
  const isLossy = lostSpans(original.text, result, languageId).length > 0;
  return { part: pair.original, sentence, result, isLossy };
}
