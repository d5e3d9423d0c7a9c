/** Constraints on words, phrases and letters. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { findPhrase } from "../../text/phrase-search.js";
import type { Claim } from "../definition/claims.js";
import { defineConstraint, defineDeclaration, phrase } from "../definition/constraint.js";
import { enumerate, filled } from "../definition/phrasings.js";
import { followedBy, lessened, withinLastSentence, withoutSentences } from "../definition/prose.js";
import { countClaim, countVerdict, range, relation, said } from "../definition/quantity.js";
import { quotedSaid, timesSaid } from "../definition/units.js";
import { detectLanguage } from "../ifeval/langdetect.js";

const keywords = z.array(phrase).min(1).max(20);

const keywordExistenceDeclaration = defineDeclaration({
  id: "keywords:existence",
  family: "keywords",
  label: "Include",
  help: "These words or phrases appear, in any case.",
  inView: true,
  args: z.strictObject({ keywords }),
  argumentLabels: { keywords: "Words" },
  placeholder: "Add a word to include",
  example: { keywords: ["harbour"] },
  claims: ({ keywords }) => keywords.map((word) => ({ kind: "require", phrase: word })),
  steering: { operation: "add", words: { argument: "keywords", each: "keyword" } },
  samples: [{ keywords: ["harbour"] }],
});

/** Whole words. For IFEval "cat" is in "catalogue", and "." stands for any character. */
export const keywordExistence = /* @__PURE__ */ defineConstraint(keywordExistenceDeclaration, {
  said: ({ keywords: [keyword, ...more] }) =>
    keyword !== undefined && more.length === 0
      ? filled(
          {
            phrasings: [
              "Include the word {keyword}.",
              'Use the word "{keyword}" in your answer.',
              "Your text must contain the word {keyword}.",
              "Mention the word {keyword}.",
              "Make sure to include the keyword {keyword}.",
              "The word {keyword} should appear in the text.",
            ],
            heldOut: [
              "Work the word {keyword} into the text.",
              'Please use the keyword "{keyword}".',
            ],
          },
          { keyword },
        )
      : filled(
          {
            phrasings: [
              "Include the words {keywords}.",
              "Use the words {keywords} in your answer.",
              "Your text must contain the words {keywords}.",
              "Mention {keywords}.",
              "Make sure to include the keywords {keywords}.",
              "All of these words should appear in the text: {keywords}.",
            ],
            heldOut: [
              "Work the words {keywords} into the text.",
              "Please use the keywords {keywords}.",
            ],
          },
          { keywords: named([keyword ?? "", ...more]) },
        ),
  verify(text, { keywords }) {
    const missing = missingIn(text, keywords);
    if (missing.length === 0)
      return { held: true, reason: l10n.t("{0} found.", quotedSaid(keywords)) };
    const said = quotedSaid(missing);
    const reason =
      missing.length === 1 ? l10n.t("{0} is missing.", said) : l10n.t("{0} are missing.", said);
    return { held: false, reason };
  },
  made: (text, { keywords }) => mentioning(text, missingIn(text, keywords)),
});

function missingIn(text: string, keywords: readonly string[]): string[] {
  return keywords.filter((word) => findPhrase(text, word).length === 0);
}

/**
 * A text that mentions these words as well: in one more sentence that suits words of every kind, or, in
 * a language other than English, in parentheses.
 */
function mentioning(text: string, wanted: readonly string[]): string {
  if (detectLanguage(text) !== "en") return withinLastSentence(text, `(${wanted.join(", ")})`);
  const [word = "", ...more] = wanted;
  if (more.every((other) => other === word)) {
    const again = `, and then "${word}" again`.repeat(more.length);
    return followedBy(text, `The word "${word}" comes to mind${again}.`);
  }
  return followedBy(text, `The words ${named(wanted)} come to mind.`);
}

function named(words: readonly string[]): string {
  return enumerate(words.map((word) => `"${word}"`));
}

const forbiddenWordsDeclaration = defineDeclaration({
  id: "keywords:forbidden_words",
  family: "keywords",
  label: "Exclude",
  help: "These words or phrases do not appear, in any case.",
  inView: true,
  args: z.strictObject({ forbidden_words: keywords }),
  argumentLabels: { forbidden_words: "Words" },
  placeholder: "Add a word to exclude",
  example: { forbidden_words: ["very"] },
  claims: ({ forbidden_words }) =>
    forbidden_words.map((word) => ({ kind: "forbid", phrase: word })),
  guarantee: "ban",
  steering: {
    operation: "add",
    words: {
      argument: "forbidden_words",
      each: "forbidden_word",
      subtracts: keywordExistenceDeclaration.id,
    },
  },
  samples: [{ forbidden_words: ["harbour"] }],
});

/** Whole words; IFEval differs only in accents, apostrophes and scripts without spaces. */
export const forbiddenWords = /* @__PURE__ */ defineConstraint(forbiddenWordsDeclaration, {
  said: ({ forbidden_words: [keyword, ...more] }) =>
    keyword !== undefined && more.length === 0
      ? filled(
          {
            phrasings: [
              "Do not use the word {keyword}.",
              'Avoid the word "{keyword}".',
              "Your text must not contain the word {keyword}.",
              "Do not mention the word {keyword}.",
              "Do not include the keyword {keyword}.",
              "The word {keyword} should not appear in the text.",
            ],
            heldOut: ["Leave out the word {keyword}.", 'Never use the keyword "{keyword}".'],
          },
          { keyword },
        )
      : filled(
          {
            phrasings: [
              "Do not use the words {keywords}.",
              "Avoid the words {keywords}.",
              "Your text must not contain the words {keywords}.",
              "Do not mention {keywords}.",
              "Do not include the keywords {keywords}.",
              "None of these words should appear in the text: {keywords}.",
            ],
            heldOut: ["Leave out the words {keywords}.", "Never use the keywords {keywords}."],
          },
          { keywords: named([keyword ?? "", ...more]) },
        ),
  verify(text, { forbidden_words }) {
    for (const word of forbidden_words) {
      const [span] = findPhrase(text, word);
      if (span) return { held: false, reason: l10n.t('"{0}" appears.', word), span };
    }
    return { held: true, reason: l10n.t("{0} not found.", quotedSaid(forbidden_words)) };
  },
  made: (text, { forbidden_words }) =>
    withoutSentences(text, (sentence) =>
      forbidden_words.some((word) => findPhrase(sentence, word).length > 0),
    ),
});

const keywordFrequencyDeclaration = defineDeclaration({
  id: "keywords:frequency",
  family: "keywords",
  label: "Keyword count",
  help: "This word or phrase appears so many times.",
  args: z.strictObject({
    keyword: phrase,
    frequency: z.int().min(1).max(1000).default(2),
    relation: relation.default("at least"),
  }),
  argumentLabels: { keyword: "Words", frequency: "Number", relation: "Relation" },
  example: { keyword: "harbour" },
  claims({ keyword, frequency, relation }) {
    const { min, max } = range(relation, frequency);
    const claims: Claim[] = [
      countClaim(`times the word ${keyword.toLowerCase()}`, relation, frequency),
    ];
    if (min > 0) claims.push({ kind: "require", phrase: keyword });
    if (max === 0) claims.push({ kind: "forbid", phrase: keyword });
    return claims;
  },
  steering: { operation: "add" },
});

/** Whole words; for IFEval, as for "Include", parts of words too. */
export const keywordFrequency = /* @__PURE__ */ defineConstraint(keywordFrequencyDeclaration, {
  said: ({ keyword, frequency, relation }) =>
    filled(
      {
        phrasings: [
          "Use the word {keyword} {relation} {frequency} times.",
          "The word {keyword} should appear {relation} {frequency} times.",
          "Mention {keyword} {relation} {frequency} times.",
          "Your text must contain the word {keyword} {relation} {frequency} times.",
          "Write the word {keyword} {relation} {frequency} times.",
          "Let the keyword {keyword} occur {relation} {frequency} times.",
        ],
        heldOut: [
          "Say {keyword} {relation} {frequency} times.",
          "Please use the keyword {keyword} {relation} {frequency} times.",
        ],
      },
      { keyword, frequency, relation: said(relation) },
    ),
  verify(text, { keyword, frequency, relation }) {
    const found = findPhrase(text, keyword);
    const verdict = countVerdict(found.length, timesSaid(keyword), relation, frequency);
    const surplus = found[range(relation, frequency).max];
    return verdict.held || !surplus ? verdict : { ...verdict, span: surplus };
  },
  made(text, { keyword, frequency, relation }) {
    const { min, max } = range(relation, frequency);
    const countIn = (part: string) => findPhrase(part, keyword).length;
    const missing = min - countIn(text);
    return missing > 0
      ? mentioning(text, Array<string>(missing).fill(keyword))
      : lessened(text, countIn, { min, max });
  },
});

const letterFrequencyDeclaration = defineDeclaration({
  id: "keywords:letter_frequency",
  family: "keywords",
  label: "Letter count",
  help: "This letter appears so many times, in any case.",
  args: z.strictObject({
    letter: z
      .string()
      .trim()
      .refine((letter) => [...letter.normalize("NFC")].length === 1, "one letter"),
    let_frequency: z.int().min(1).max(100_000).default(1),
    let_relation: relation.default("at least"),
  }),
  argumentLabels: { letter: "Words", let_frequency: "Number", let_relation: "Relation" },
  example: { letter: "e" },
  claims: ({ letter, let_frequency, let_relation }) => [
    countClaim(`times the letter ${letter.toLowerCase()}`, let_relation, let_frequency),
  ],
  steering: { operation: "add" },
});

export const letterFrequency = /* @__PURE__ */ defineConstraint(letterFrequencyDeclaration, {
  said: ({ letter, let_frequency, let_relation }) =>
    filled(
      {
        phrasings: [
          "The letter {letter} should appear {relation} {let_frequency} times.",
          "Use the letter {letter} {relation} {let_frequency} times.",
          "Your text must contain the letter {letter} {relation} {let_frequency} times.",
          "Write so that the letter {letter} occurs {relation} {let_frequency} times.",
          "Let the letter {letter} come up {relation} {let_frequency} times.",
          "In your text there should be the letter {letter} {relation} {let_frequency} times.",
        ],
        heldOut: [
          "Make the letter {letter} appear {relation} {let_frequency} times.",
          "Count the letter {letter}: it should be there {relation} {let_frequency} times.",
        ],
      },
      {
        letter,
        let_frequency,
        relation: said(let_relation),
      },
    ),
  verify: (text, { letter, let_frequency, let_relation }) =>
    countVerdict(countLetter(text, letter), timesSaid(letter), let_relation, let_frequency),
  /** Too many go with their sentences; more of a letter would take other words. */
  made: (text, { letter, let_frequency, let_relation }) =>
    lessened(text, (part) => countLetter(part, letter), range(let_relation, let_frequency)),
});

function countLetter(text: string, letter: string): number {
  const wanted = letter.normalize("NFC").toLowerCase();
  return text.normalize("NFC").toLowerCase().split(wanted).length - 1;
}

/** In the order in which a person is shown them. */
export const keywordDeclarations = [
  keywordExistenceDeclaration,
  forbiddenWordsDeclaration,
  keywordFrequencyDeclaration,
  letterFrequencyDeclaration,
];

export const keywordConstraints = [
  keywordExistence,
  forbiddenWords,
  keywordFrequency,
  letterFrequency,
];
