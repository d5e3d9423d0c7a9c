/**
 * How Python reads text where JavaScript differs. IFEval's verdicts depend on it: in Python, U+001C
 * is white space and U+FEFF is not, a combining mark is not part of a word, and `$` matches before
 * a line feed but not before other line breaks.
 */

/** Inside a character class, what Python's `\s` and `str.isspace` accept. */
export const SPACE =
  "\\t-\\r\\x1C-\\x20\\x85\\xA0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000";

/** Inside a character class, what Python's `\w` accepts. */
export const WORD = "\\p{L}\\p{N}_";

const SPACES = new RegExp(`[${SPACE}]`, "u");
const WORDS = new RegExp(`[${WORD}]+`, "gu");
const LOWERCASE = /\p{Lowercase}/u;
const UPPERCASE = /\p{Uppercase}/u;
const TITLECASE = /\p{Lt}/u;

/** `str.isspace` of the UTF-16 code unit at an offset; false past the end. */
export function isSpaceAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 0x80) return code === 0x20 || (code >= 9 && code <= 13) || (code >= 28 && code <= 31);
  return SPACES.test(text.charAt(at));
}

/** `str.strip()`. */
export function strip(text: string): string {
  let start = 0;
  while (start < text.length && isSpaceAt(text, start)) start += 1;
  let end = text.length;
  while (end > start && isSpaceAt(text, end - 1)) end -= 1;
  return text.slice(start, end);
}

/** `str.strip(characters)`. */
export function stripCharacters(text: string, characters: string): string {
  let start = 0;
  while (start < text.length && characters.includes(text.charAt(start))) start += 1;
  let end = text.length;
  while (end > start && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** `str.isupper`: some cased character, and none of lower case or title case. */
export function isUpper(text: string): boolean {
  return UPPERCASE.test(text) && !LOWERCASE.test(text) && !TITLECASE.test(text);
}

/** `str.islower`: some cased character, and none of upper case or title case. */
export function isLower(text: string): boolean {
  return LOWERCASE.test(text) && !UPPERCASE.test(text) && !TITLECASE.test(text);
}

/** The number of matches of `re.findall(r"\w+", text)`, which is IFEval's word count. */
export function countWords(text: string): number {
  return text.match(WORDS)?.length ?? 0;
}
