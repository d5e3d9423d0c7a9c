/** Where a suggestion begins and ends: whole words, at most one sentence. */

/** Made for the first suggestion: the first one of a process takes its time. */
let segmenter: Intl.Segmenter | undefined;

/** Its characters are parts of words, also in scripts that combine marks. */
const WORD_CHARACTER = "[\\p{L}\\p{M}\\p{N}\\p{Pc}]";
const ENDS_IN_WORD = new RegExp(`${WORD_CHARACTER}$`, "u");
const BEGINS_IN_WORD = new RegExp(`^${WORD_CHARACTER}`, "u");

/** Whether a word goes on from `before` to `after`: the cursor is in the middle of it. */
export function isInsideWord(before: string, after: string): boolean {
  return ENDS_IN_WORD.test(before) && BEGINS_IN_WORD.test(after);
}

/**
 * The first sentence of a text that is still arriving, with the space before it; undefined as long
 * as it may go on.
 */
export function finishedSentence(text: string): string | undefined {
  const space = text.length - text.trimStart().length;
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "sentence" });
  const [first, next] = segmenter.segment(text.slice(space));
  return first && next ? text.slice(0, space) + first.segment.trimEnd() : undefined;
}

/** A text that was cut off, without the word that it may have been cut off in. */
export function wholeWords(text: string): string {
  return text.replace(/\s+\S*$/u, "");
}
