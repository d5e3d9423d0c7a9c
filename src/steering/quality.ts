/** Signs that a text has fallen apart, seen without a model: loops, and texts that never end. */

const GRAM = 4;

/** Share of a text's word 4-grams that occurred in it before, 0 to 1. Short texts have none. */
export function fourGramRepetition(text: string): number {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const grams = words.length - GRAM + 1;
  if (grams < 1) return 0;
  const seen = new Set<string>();
  for (let i = 0; i < grams; i++) seen.add(words.slice(i, i + GRAM).join(" "));
  return (grams - seen.size) / grams;
}

export interface WrittenText {
  text: string;
  /** Whether the model ended the text itself. */
  ended: boolean;
}

/** A steered text may repeat itself this much more than the unsteered one for the same request. */
const EXTRA_REPETITION = 0.1;
/** A word this long that is no word at all: the model stutters inside it. */
const LONGEST_WORD = 40;

/**
 * Whether steering broke a text: it is empty, loops where the unsteered text for the same request
 * did not, stutters inside a word, or no longer comes to an end.
 */
export function isDegenerate(steered: WrittenText, unsteered: WrittenText): boolean {
  if (!/[\p{L}\p{N}]/u.test(steered.text)) return true;
  if (unsteered.ended && !steered.ended) return true;
  if (steered.text.split(/\s+/).some((word) => word.length > LONGEST_WORD)) return true;
  return fourGramRepetition(steered.text) > fourGramRepetition(unsteered.text) + EXTRA_REPETITION;
}
