/** Constraints on words, phrases and letters. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { findPhrase } from "../../text/phrase-search.js";
import { phrase } from "../definition/arguments.js";
import type { Claim } from "../definition/claims.js";
import { defineConstraint, type Phrasings } from "../definition/constraint.js";
import { enumerate, fillPhrasings } from "../definition/phrasings.js";
import { countClaim, countVerdict, range, relation, said } from "../definition/quantity.js";
import { quotedSaid, timesSaid } from "../definition/units.js";

const keywords = z.array(phrase).min(1).max(20);
const existenceArguments = z.strictObject({ keywords });
const forbiddenArguments = z.strictObject({ forbidden_words: keywords });

/** Whole words. For IFEval "cat" is in "catalogue", and "." stands for any character. */
export const keywordExistence = defineConstraint({
  id: "keywords:existence",
  family: "keywords",
  label: "Include",
  help: "These words or phrases appear, in any case.",
  args: existenceArguments,
  said: ({ keywords }) => saidOf("keywords:existence", keywords),
  claims: ({ keywords }) => keywords.map((word) => ({ kind: "require", phrase: word })),
  verify(text, { keywords }) {
    const missing = keywords.filter((word) => findPhrase(text, word).length === 0);
    if (missing.length === 0)
      return { held: true, reason: l10n.t("{0} found.", quotedSaid(keywords)) };
    const said = quotedSaid(missing);
    const reason =
      missing.length === 1 ? l10n.t("{0} is missing.", said) : l10n.t("{0} are missing.", said);
    return { held: false, reason };
  },
});

/** Whole words; IFEval differs only in accents, apostrophes and scripts without spaces. */
export const forbiddenWords = defineConstraint({
  id: "keywords:forbidden_words",
  family: "keywords",
  label: "Exclude",
  help: "These words or phrases do not appear, in any case.",
  args: forbiddenArguments,
  said: ({ forbidden_words }) => saidOf("keywords:forbidden_words", forbidden_words),
  claims: ({ forbidden_words }) =>
    forbidden_words.map((word) => ({ kind: "forbid", phrase: word })),
  guarantee: "ban",
  verify(text, { forbidden_words }) {
    for (const word of forbidden_words) {
      const [span] = findPhrase(text, word);
      if (span) return { held: false, reason: l10n.t('"{0}" appears.', word), span };
    }
    return { held: true, reason: l10n.t("{0} not found.", quotedSaid(forbidden_words)) };
  },
});

const frequencyArguments = z.strictObject({
  keyword: phrase,
  frequency: z.int().min(1).max(1000).default(2),
  relation: relation.default("at least"),
});

/** Whole words; for IFEval, as for "Include", parts of words too. */
export const keywordFrequency = defineConstraint({
  id: "keywords:frequency",
  family: "keywords",
  label: "Keyword count",
  help: "This word or phrase appears so many times.",
  args: frequencyArguments,
  said: ({ keyword, frequency, relation }) =>
    fillPhrasings("keywords:frequency", { keyword, frequency, relation: said(relation) }),
  claims({ keyword, frequency, relation }) {
    const { min, max } = range(relation, frequency);
    const claims: Claim[] = [
      countClaim(`times the word ${keyword.toLowerCase()}`, relation, frequency),
    ];
    if (min > 0) claims.push({ kind: "require", phrase: keyword });
    if (max === 0) claims.push({ kind: "forbid", phrase: keyword });
    return claims;
  },
  verify(text, { keyword, frequency, relation }) {
    const found = findPhrase(text, keyword);
    const verdict = countVerdict(found.length, timesSaid(keyword), relation, frequency);
    const surplus = found[range(relation, frequency).max];
    return verdict.held || !surplus ? verdict : { ...verdict, span: surplus };
  },
});

const letterArguments = z.strictObject({
  letter: z
    .string()
    .trim()
    .refine((letter) => [...letter.normalize("NFC")].length === 1, "one letter"),
  let_frequency: z.int().min(1).max(100_000).default(1),
  let_relation: relation.default("at least"),
});

export const letterFrequency = defineConstraint({
  id: "keywords:letter_frequency",
  family: "keywords",
  label: "Letter count",
  help: "This letter appears so many times, in any case.",
  args: letterArguments,
  said: ({ letter, let_frequency, let_relation }) =>
    fillPhrasings("keywords:letter_frequency", {
      letter,
      let_frequency,
      relation: said(let_relation),
    }),
  claims: ({ letter, let_frequency, let_relation }) => [
    countClaim(`times the letter ${letter.toLowerCase()}`, let_relation, let_frequency),
  ],
  verify(text, { letter, let_frequency, let_relation }) {
    const wanted = letter.normalize("NFC").toLowerCase();
    const found = text.normalize("NFC").toLowerCase().split(wanted).length - 1;
    return countVerdict(found, timesSaid(letter), let_relation, let_frequency);
  },
});

function saidOf(id: string, words: readonly string[]): Phrasings {
  const [keyword, ...more] = words;
  return keyword !== undefined && more.length === 0
    ? fillPhrasings(id, { keyword })
    : fillPhrasings(`${id}/several`, {
        keywords: enumerate(words.map((word) => `"${word}"`)),
      });
}
