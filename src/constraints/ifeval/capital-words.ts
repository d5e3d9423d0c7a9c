/**
 * Words in capitals as IFEval counts them: the tokens of NLTK's `word_tokenize` that are upper
 * case. Its rules are the Penn Treebank's, so that "DON'T" is two words and "WELL-KNOWN" is one.
 */

import { sentenceSpans } from "../../text/punkt.js";
import { isUpper, SPACE, strip, WORD } from "../../text/python-text.js";

/** In order: each rule reads what the one before has written. */
const BEFORE_FINAL_PERIOD: readonly (readonly [RegExp, string])[] = [
  [/[«“‘„]|`+/gu, " $& "],
  [/^"/gu, " `` "],
  [/([ ([{<])("|'')/gu, "$1 `` "],
  [new RegExp(`'(?!re|ve|ll|m|t|s|d|n)([${WORD}])(?![${WORD}])`, "giu"), "' $1"],
];

const AFTER_FINAL_PERIOD: readonly (readonly [RegExp, string])[] = [
  [/([:,])(\P{Nd})/gu, " $1 $2"],
  [/[:,]$/gu, " $& "],
  [/\.{2,}/gu, " $& "],
  [/[;@#$%&]/gu, " $& "],
  [/[?!]/gu, " $& "],
  [/([^'])' /gu, "$1 ' "],
  [/[*\][(){}<>]/gu, " $& "],
  [/--/gu, " -- "],
  [/$/gu, " "],
  [/[»”’]/gu, " $& "],
  [/''|"/gu, " '' "],
  [/([^' ])('[sSmMdD]|') /gu, "$1 $2 "],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, "$1 $2 "],
  [contraction("can", "not"), " $1 $2 "],
  [contraction("d", "'ye"), " $1 $2 "],
  [contraction("gim", "me"), " $1 $2 "],
  [contraction("gon", "na"), " $1 $2 "],
  [contraction("got", "ta"), " $1 $2 "],
  [contraction("lem", "me"), " $1 $2 "],
  [contraction("more", "'n"), " $1 $2 "],
  [new RegExp(`(?<![${WORD}])(wan)(na)(?=[${SPACE}])`, "giu"), " $1 $2 "],
  [new RegExp(` ('t)(is|was)(?![${WORD}])`, "giu"), " $1 $2 "],
];

const SPACES = new RegExp(`[${SPACE}]+`, "u");

/** How many tokens of the text are in capitals. */
export function countCapitalWords(text: string): number {
  let count = 0;
  for (const { start, end } of sentenceSpans(text)) {
    for (const token of tokens(text.slice(start, end))) if (isUpper(token)) count += 1;
  }
  return count;
}

function tokens(sentence: string): string[] {
  let text = sentence;
  for (const [pattern, replacement] of BEFORE_FINAL_PERIOD) {
    text = text.replace(pattern, replacement);
  }
  text = ` ${splitFinalPeriod(text)}`;
  for (const [pattern, replacement] of AFTER_FINAL_PERIOD) {
    text = text.replace(pattern, replacement);
  }
  return strip(text).split(SPACES);
}

/** Sets the period that ends a sentence apart, and what closes after it. */
function splitFinalPeriod(sentence: string): string {
  const text = strip(` ${sentence}`);
  let period = text.length - 1;
  while (period >= 0 && `])}>"'»”’ `.includes(text.charAt(period))) period -= 1;
  if (period < 1 || text.charAt(period) !== "." || text.charAt(period - 1) === ".") return sentence;
  return `${text.slice(0, period)} . ${text.slice(period + 1)} `;
}

function contraction(first: string, second: string): RegExp {
  return new RegExp(`(?<![${WORD}])(${first})(${second})(?![${WORD}])`, "giu");
}
