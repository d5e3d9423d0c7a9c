/** Constraints on the case of letters. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { words } from "../../text/words.js";
import {
  defineConstraint,
  defineDeclaration,
  noArguments,
  type Verdict,
} from "../definition/constraint.js";
import { filled } from "../definition/phrasings.js";
import { withWordsChanged } from "../definition/prose.js";
import { countClaim, countVerdict, range, relation, said } from "../definition/quantity.js";
import { capitalWordsSaid } from "../definition/units.js";

const LOWERCASE_LETTER = /\p{Lowercase}/u;
const CAPITAL_LETTER = /[\p{Uppercase}\p{Lt}]/u;

const englishCapitalDeclaration = defineDeclaration({
  id: "change_case:english_capital",
  family: "case",
  label: "All capitals",
  help: "Every letter is a capital.",
  inView: true,
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "case", letters: "capital" }],
  steering: { operation: "target" },
  samples: [{}],
});

/** Any language; IFEval counts a text as followed only if langdetect also takes it for English. */
export const englishCapital = /* @__PURE__ */ defineConstraint(englishCapitalDeclaration, {
  said: () => ({
    phrasings: [
      "Write in all capital letters.",
      "Use only capital letters.",
      "Your entire answer must be in uppercase.",
      "Please respond in uppercase only.",
      "The whole text should be in English capital letters.",
      "Make it all caps.",
      "No lowercase letters are allowed.",
    ],
    heldOut: ["Answer in uppercase letters only.", "Everything you write should be capitalised."],
  }),
  verify: (text) =>
    verifyCase(text, CAPITAL_LETTER, LOWERCASE_LETTER, {
      held: l10n.t("Every letter is a capital."),
      none: l10n.t("There is no capital letter."),
      fault: (letter) => l10n.t('"{0}" is not a capital letter.', letter),
    }),
  made: (text) => text.toUpperCase(),
});

const englishLowercaseDeclaration = defineDeclaration({
  id: "change_case:english_lowercase",
  family: "case",
  label: "All lowercase",
  help: "No letter is a capital.",
  inView: true,
  args: noArguments,
  argumentLabels: {},
  claims: () => [{ kind: "case", letters: "lowercase" }],
  steering: { operation: "target" },
  samples: [{}],
});

/** Any language, as for capitals. */
export const englishLowercase = /* @__PURE__ */ defineConstraint(englishLowercaseDeclaration, {
  said: () => ({
    phrasings: [
      "Write in all lowercase letters.",
      "Use only lowercase letters.",
      "Your entire answer must be in lowercase.",
      "Please respond in small letters only.",
      "The whole text should be in English lowercase.",
      "Make it all lowercase.",
      "No capital letters are allowed.",
    ],
    heldOut: ["Answer in lowercase letters only.", "Do not capitalise anything."],
  }),
  verify: (text) =>
    verifyCase(text, LOWERCASE_LETTER, CAPITAL_LETTER, {
      held: l10n.t("Every letter is lowercase."),
      none: l10n.t("There is no lowercase letter."),
      fault: (letter) => l10n.t('"{0}" is not a lowercase letter.', letter),
    }),
  made: (text) => text.toLowerCase(),
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

const capitalWordFrequencyDeclaration = defineDeclaration({
  id: "change_case:capital_word_frequency",
  family: "case",
  label: "Words in capitals",
  help: "So many words are all capitals.",
  args: z.strictObject({
    capital_frequency: z.int().min(1).max(1000).default(3),
    capital_relation: relation.default("at least"),
  }),
  argumentLabels: { capital_frequency: "Number", capital_relation: "Relation" },
  claims: ({ capital_frequency, capital_relation }) => [
    countClaim("words in capitals", capital_relation, capital_frequency),
  ],
  steering: { operation: "target" },
});

const CAPITAL_WORD = /^\P{Lowercase}*\p{Uppercase}\P{Lowercase}*\p{Uppercase}\P{Lowercase}*$/u;
/** All in lowercase but perhaps the first letter: written in capitals for stress, it is no name. */
const PLAIN_WORD = /^\p{L}\p{Ll}+$/u;

/** A word needs two capitals: for a writer neither "I" nor "A" is stressed. IFEval counts both. */
export const capitalWordFrequency = /* @__PURE__ */ defineConstraint(
  capitalWordFrequencyDeclaration,
  {
    said: ({ capital_frequency, capital_relation }) =>
      filled(
        {
          phrasings: [
            "Write {relation} {capital_frequency} words in all capital letters.",
            "Use {relation} {capital_frequency} words in capitals.",
            "Put {relation} {capital_frequency} words in all caps.",
            "Your text should have {relation} {capital_frequency} words in uppercase.",
            "Words in all capital letters should appear {relation} {capital_frequency} times.",
            "Stress {relation} {capital_frequency} words by writing them in capitals.",
          ],
          heldOut: [
            "Write {relation} {capital_frequency} of the words in uppercase.",
            "There should be {relation} {capital_frequency} all-caps words.",
          ],
        },
        {
          capital_frequency,
          relation: said(capital_relation),
        },
      ),
    verify(text, { capital_frequency, capital_relation }) {
      const found = capitalWords(text).length;
      return countVerdict(found, capitalWordsSaid, capital_relation, capital_frequency);
    },
    made(text, { capital_frequency, capital_relation }) {
      const { min, max } = range(capital_relation, capital_frequency);
      const found = capitalWords(text).length;
      return found < min
        ? withWordsChanged(
            text,
            min - found,
            (word) => word.toUpperCase(),
            (word) => PLAIN_WORD.test(word),
          )
        : withWordsChanged(
            text,
            found - max,
            (word) => word.charAt(0) + word.slice(1).toLowerCase(),
            (word) => CAPITAL_WORD.test(word),
          );
    },
  },
);

function capitalWords(text: string) {
  return words(text).filter(({ start, end }) => CAPITAL_WORD.test(text.slice(start, end)));
}

/** In the order in which a person is shown them. */
export const caseDeclarations = [
  englishCapitalDeclaration,
  englishLowercaseDeclaration,
  capitalWordFrequencyDeclaration,
];

export const caseConstraints = [englishCapital, englishLowercase, capitalWordFrequency];
