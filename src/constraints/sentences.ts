/** Sentences. */

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** How many sentences a text has. */
export function countSentences(text: string): number {
  let count = 0;
  for (const { segment } of segmenter.segment(text)) if (segment.trim()) count += 1;
  return count;
}
