/** Constraints on the case of letters. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { words } from "../../text/words.js";
import { noArguments } from "../definition/arguments.js";
import { defineConstraint, type Verdict } from "../definition/constraint.js";
import { fillPhrasings } from "../definition/phrasings.js";
import { countClaim, countVerdict, relation, said } from "../definition/quantity.js";
import { capitalWordsSaid } from "../definition/units.js";

const LOWERCASE_LETTER = /\p{Lowercase}/u;
const CAPITAL_LETTER = /[\p{Uppercase}\p{Lt}]/u;

/** Any language; IFEval counts a text as followed only if langdetect also takes it for English. */
export const englishCapital = defineConstraint({
  id: "change_case:english_capital",
  family: "case",
  label: "All capitals",
  help: "Every letter is a capital.",
  args: noArguments,
  said: () => fillPhrasings("change_case:english_capital", {}),
  claims: () => [{ kind: "case", letters: "capital" }],
  verify: (text) =>
    verifyCase(text, CAPITAL_LETTER, LOWERCASE_LETTER, {
      held: l10n.t("Every letter is a capital."),
      none: l10n.t("There is no capital letter."),
      fault: (letter) => l10n.t('"{0}" is not a capital letter.', letter),
    }),
});

/** Any language, as for capitals. */
export const englishLowercase = defineConstraint({
  id: "change_case:english_lowercase",
  family: "case",
  label: "All lowercase",
  help: "No letter is a capital.",
  args: noArguments,
  said: () => fillPhrasings("change_case:english_lowercase", {}),
  claims: () => [{ kind: "case", letters: "lowercase" }],
  verify: (text) =>
    verifyCase(text, LOWERCASE_LETTER, CAPITAL_LETTER, {
      held: l10n.t("Every letter is lowercase."),
      none: l10n.t("There is no lowercase letter."),
      fault: (letter) => l10n.t('"{0}" is not a lowercase letter.', letter),
    }),
});

/**
 * Holds when the text has a letter of the wanted case and none of the other. Letters without case
 * (digits, Han, Devanagari) do not count.
 */
function verifyCase(
  text: string,
  wanted: RegExp,
  other: RegExp,
  reasons: { held: string; none: string; fault: (letter: string) => string },
): Verdict {
  const fault = other.exec(text);
  if (fault) {
    const letter = fault[0];
    return {
      held: false,
      reason: reasons.fault(letter),
      span: { start: fault.index, end: fault.index + letter.length },
    };
  }
  if (!wanted.test(text)) return { held: false, reason: reasons.none };
  return { held: true, reason: reasons.held };
}

const frequencyArguments = z.strictObject({
  capital_frequency: z.int().min(1).max(1000).default(3),
  capital_relation: relation.default("at least"),
});

const CAPITAL_WORD = /^\P{Lowercase}*\p{Uppercase}\P{Lowercase}*\p{Uppercase}\P{Lowercase}*$/u;

/** A word needs two capitals: for a writer neither "I" nor "A" is stressed. IFEval counts both. */
export const capitalWordFrequency = defineConstraint({
  id: "change_case:capital_word_frequency",
  family: "case",
  label: "Words in capitals",
  help: "So many words are all capitals.",
  args: frequencyArguments,
  said: ({ capital_frequency, capital_relation }) =>
    fillPhrasings("change_case:capital_word_frequency", {
      capital_frequency,
      relation: said(capital_relation),
    }),
  claims: ({ capital_frequency, capital_relation }) => [
    countClaim("words in capitals", capital_relation, capital_frequency),
  ],
  verify(text, { capital_frequency, capital_relation }) {
    const found = words(text).filter(({ start, end }) => CAPITAL_WORD.test(text.slice(start, end)));
    return countVerdict(found.length, capitalWordsSaid, capital_relation, capital_frequency);
  },
});
