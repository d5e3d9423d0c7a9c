/** Words. */

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

/** How many words a text has: runs of letters, marks, digits and underscores. */
export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0;
}
