/** IFEval's `change_case` instructions. */
import * as z from "zod";
import { isLower, isUpper } from "../../text/python-text.js";
import { countCapitalWords } from "./capital-words.js";
import { compare, count, instruction, noKwargs, relation } from "./instruction.js";
import { detectLanguage } from "./langdetect.js";

/**
 * The two case checks also want English, and count a text that langdetect can make nothing of as
 * followed. The case is tested first, so only texts in the right case get that far.
 */
function isEnglish(response: string): boolean {
  return (detectLanguage(response) ?? "en") === "en";
}

export const englishCapital = instruction({
  kwargs: noKwargs,
  follows: (response) => isUpper(response) && isEnglish(response),
});

export const englishLowercase = instruction({
  kwargs: noKwargs,
  follows: (response) => isLower(response) && isEnglish(response),
});

export const capitalWordFrequency = instruction({
  kwargs: z.strictObject({ capital_frequency: count, capital_relation: relation }),
  follows: (response, kwargs) =>
    compare(countCapitalWords(response), {
      relation: kwargs.capital_relation,
      count: kwargs.capital_frequency,
    }),
});
