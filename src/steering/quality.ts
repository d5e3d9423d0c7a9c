/**
 * Signs that steering has broken a text. Counting only how often a constraint holds would reward
 * texts that hold it because there is nothing left of them.
 */

const GRAM = 4;

/**
 * Share of a text's word 4-grams that had already occurred in it, 0 to 1. Short texts have none.
 */
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
  /** Mean over the tokens in nats, under the unsteered model given the prompt; NaN if empty. */
  negativeLogLikelihood: number;
}

/** What the model writes unsteered for one prompt: without the instruction, and with it. */
export interface ReferenceTexts {
  unsteered: WrittenText;
  told: WrittenText;
}

/** The range of the negative log-likelihood of a sound text, in nats per token. */
export interface QualityBounds {
  lowest: number;
  highest: number;
}

/**
 * Further rounds of a loop cost next to nothing, so a text that costs less than half the cheapest
 * reference is a loop.
 */
const LOWEST_SHARE = 1 / 2;
/** A text may have one and a half times the perplexity of the most perplexing reference. */
const MORE_PERPLEXING = 1.5;

/**
 * Both bounds come from what the model writes unsteered for the same prompts. What a constraint
 * rightly asks for (capitals, another language) is unlikely in itself, so the upper bound also
 * takes the told model's texts into account.
 */
export function qualityBounds(references: readonly ReferenceTexts[]): QualityBounds {
  const likelihoods = (texts: readonly WrittenText[]) =>
    texts.map((text) => text.negativeLogLikelihood).filter(Number.isFinite);
  const unsteered = likelihoods(references.map((reference) => reference.unsteered));
  const told = likelihoods(references.map((reference) => reference.told));
  return {
    lowest: unsteered.length === 0 ? 0 : Math.min(...unsteered) * LOWEST_SHARE,
    // Perplexity is exp(negative log-likelihood).
    highest: Math.max(...unsteered, ...told) + Math.log(MORE_PERPLEXING),
  };
}

/** A steered text may repeat itself this much more than the unsteered ones for the same request. */
const EXTRA_REPETITION = 0.1;
/** A "word" this long is not a word: the model is stuttering. */
const LONGEST_WORD = 40;

/**
 * Whether steering broke a text: it is empty, loops or does not end although the unsteered texts
 * for the same prompt do, stutters inside a word, or is far more or far less likely than they are.
 */
export function isDegenerate(
  steered: WrittenText,
  { unsteered, told }: ReferenceTexts,
  { lowest, highest }: QualityBounds,
): boolean {
  if (!/[\p{L}\p{N}]/u.test(steered.text)) return true;
  if (unsteered.ended && told.ended && !steered.ended) return true;
  if (steered.text.split(/\s+/).some((word) => word.length > LONGEST_WORD)) return true;
  const repetition = Math.max(fourGramRepetition(unsteered.text), fourGramRepetition(told.text));
  if (fourGramRepetition(steered.text) > repetition + EXTRA_REPETITION) return true;
  const { negativeLogLikelihood } = steered;
  return !(negativeLogLikelihood >= lowest && negativeLogLikelihood <= highest);
}

/** Mean negative log-likelihood of texts in nats per token; undefined if none has any. */
export function meanLikelihood(texts: readonly WrittenText[]): number | undefined {
  const finite = texts.map((text) => text.negativeLogLikelihood).filter(Number.isFinite);
  return finite.length === 0 ? undefined : finite.reduce((sum, x) => sum + x, 0) / finite.length;
}
