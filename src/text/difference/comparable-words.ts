/**
 * A word with its marks, joiners, hyphens and apostrophes; a character of a script that puts no
 * spaces between words; any other character.
 */
export const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|[\p{L}\p{N}_][\p{L}\p{M}\p{N}_\u200c\u200d]*(?:['’-][\p{L}\p{N}_][\p{L}\p{M}\p{N}_\u200c\u200d]*)*|\S\p{M}*/gu;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

/** A text's content words in comparable form: lowercased, without punctuation. */
export function comparableWords(text: string): string[] {
  const words = text.toLowerCase().match(WORD) ?? [];
  const telling = words.filter((word) => LETTER_OR_DIGIT.test(word));
  return telling.length > 0 ? telling : words;
}
