/** Words that carry a text's content. */

/** Shorter words are mostly grammar, in the languages written with spaces. */
const MIN_LENGTH = 5;

/** The distinct longer words of a text in lowercase, longest first. */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return [...new Set(words)]
    .filter((word) => word.length >= MIN_LENGTH)
    .sort((a, b) => b.length - a.length);
}
