/**
 * Words and phrases as IFEval searches them. The benchmark hands them to Python's `re` as they are,
 * so that the full stop of "Mr. Smith" matches any character. That one effect is kept. Other
 * characters with a meaning in regular expressions are taken literally: the benchmark itself fails
 * with an error on "C++", and a pattern from outside could take exponential time.
 */
import { WORD } from "../../text/python-text.js";

/** Python's `\b`. */
const BOUNDARY = `(?:(?<![${WORD}])(?=[${WORD}])|(?<=[${WORD}])(?![${WORD}]))`;

/** The source of a pattern that matches the phrase; each "." matches any character but a newline. */
export function phraseSource(phrase: string): string {
  return phrase.replace(/[\\^$*+?()[\]{}|/]/g, "\\$&").replace(/\./g, "[^\\n]");
}

/** Finds the phrase anywhere, inside words too, whatever its case. */
export function phrasePattern(phrase: string): RegExp {
  return new RegExp(phraseSource(phrase), "giu");
}

/** Finds the phrase between word boundaries, whatever its case. */
export function wholePhrasePattern(phrase: string): RegExp {
  return new RegExp(`${BOUNDARY}${phraseSource(phrase)}${BOUNDARY}`, "giu");
}
