/** Constraints on length in sentences, words and paragraphs. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { paragraphs } from "../../text/markdown.js";
import { countSentences, sentences } from "../../text/sentences.js";
import { countWords, words } from "../../text/words.js";
import {
  defineConstraint,
  defineDeclaration,
  noArguments,
  phrase,
} from "../definition/constraint.js";
import { filled } from "../definition/phrasings.js";
import {
  asSentence,
  firstWords,
  groups,
  joined,
  paragraphsIn,
  sentencesIn,
} from "../definition/prose.js";
import { countClaim, placedCountVerdict, range, relation, said } from "../definition/quantity.js";
import { paragraphsSaid, sentencesSaid, wordsSaid } from "../definition/units.js";

/**
 * The bounds of "concise" and "verbose" are ours; IFEval has neither. Both bounds of "concise" must
 * hold, since one endless sentence is not concise; either bound of "verbose" suffices, since a
 * long list may be verbose without a full stop.
 */
const CONCISE = { sentences: 2, words: 60 };
const VERBOSE = { sentences: 6, words: 120 };

const conciseDeclaration = defineDeclaration({
  id: "length_constraints:concise",
  family: "length",
  label: "Concise",
  help: `At most ${CONCISE.sentences} sentences and ${CONCISE.words} words.`,
  inView: true,
  args: noArguments,
  argumentLabels: {},
  claims: () => [
    countClaim("sentences", "at most", CONCISE.sentences),
    countClaim("words", "at most", CONCISE.words),
  ],
  steering: { operation: "add" },
  samples: [{}],
});

export const concise = /* @__PURE__ */ defineConstraint(conciseDeclaration, {
  said: () => ({
    phrasings: [
      "Be concise.",
      "Keep it short.",
      "Answer briefly.",
      "Use as few words as possible.",
      "Give a very short answer.",
      "Make it brief.",
      "Be extremely concise.",
    ],
    heldOut: ["Be brief.", "A short answer is enough."],
  }),
  verify(text) {
    const length = measure(text);
    if (length.words === 0) return { held: false, reason: l10n.t("There is no word.") };
    if (length.sentences <= CONCISE.sentences && length.words <= CONCISE.words) {
      return { held: true, reason: l10n.t("{0}.", length.said) };
    }
    return {
      held: false,
      reason: l10n.t(
        "{0}, at most {1} and {2} wanted.",
        length.said,
        CONCISE.sentences,
        CONCISE.words,
      ),
    };
  },
  /** The first sentence, cut where one of its parts ends if it is too long by itself. */
  made(text) {
    const [first = text] = sentencesIn(text);
    if (countWords(first) <= CONCISE.words) return first;
    const longest = firstWords(first, CONCISE.words);
    const part = /^.*\p{L}(?=[,;:،、，；]\s?)/su.exec(longest)?.[0] ?? "";
    return asSentence(countWords(part) >= CONCISE.words / 2 ? part : longest);
  },
});

const verboseDeclaration = defineDeclaration({
  id: "length_constraints:verbose",
  family: "length",
  label: "Verbose",
  help: `At least ${VERBOSE.sentences} sentences or ${VERBOSE.words} words.`,
  inView: true,
  args: noArguments,
  argumentLabels: {},
  claims: () => [
    {
      kind: "either",
      claims: [
        countClaim("sentences", "at least", VERBOSE.sentences),
        countClaim("words", "at least", VERBOSE.words),
      ],
    },
  ],
  steering: { operation: "add" },
  samples: [{}],
});

export const verbose = /* @__PURE__ */ defineConstraint(verboseDeclaration, {
  said: () => ({
    phrasings: [
      "Be verbose.",
      "Give a long answer.",
      "Write a long and detailed text.",
      "Explain in depth.",
      "Make it long.",
      "Give as much detail as possible.",
      "Be extremely verbose.",
    ],
    heldOut: ["Write at length.", "Go into great detail."],
  }),
  verify(text) {
    const length = measure(text);
    if (length.sentences >= VERBOSE.sentences || length.words >= VERBOSE.words) {
      return { held: true, reason: l10n.t("{0}.", length.said) };
    }
    return {
      held: false,
      reason: l10n.t(
        "{0}, at least {1} or {2} wanted.",
        length.said,
        VERBOSE.sentences,
        VERBOSE.words,
      ),
    };
  },
});

function measure(text: string): { sentences: number; words: number; said: string } {
  const [sentences, words] = [countSentences(text), countWords(text)];
  const said = l10n.t("{0} and {1}", sentencesSaid(sentences), wordsSaid(words));
  return { sentences, words, said };
}

const numberSentencesDeclaration = defineDeclaration({
  id: "length_constraints:number_sentences",
  family: "length",
  label: "Sentences",
  help: "The text has so many sentences.",
  args: z.strictObject({
    num_sentences: z.int().min(1).max(1000),
    relation: relation.default("exactly"),
  }),
  argumentLabels: { num_sentences: "Number", relation: "Relation" },
  example: { num_sentences: 3 },
  claims: ({ num_sentences, relation }) => [countClaim("sentences", relation, num_sentences)],
  guarantee: "stop",
  steering: { operation: "add" },
  samples: [1, 2, 3, 4, 5].map((num_sentences) => ({ num_sentences })),
});

export const numberSentences = /* @__PURE__ */ defineConstraint(numberSentencesDeclaration, {
  said: ({ num_sentences, relation }) =>
    relation === "exactly"
      ? filled(
          {
            phrasings: [
              "Use exactly {num_sentences} sentences.",
              "Answer in {num_sentences} sentences.",
              "Write exactly {num_sentences} sentences.",
              "Your answer should have {num_sentences} sentences.",
              "Give me {num_sentences} sentences.",
              "The text must be {num_sentences} sentences long.",
            ],
            heldOut: [
              "It should be {num_sentences} sentences long.",
              "Respond with {num_sentences} sentences.",
            ],
          },
          { num_sentences },
        )
      : filled(
          {
            phrasings: [
              "Use {relation} {num_sentences} sentences.",
              "Answer in {relation} {num_sentences} sentences.",
              "Write {relation} {num_sentences} sentences.",
              "Your answer should have {relation} {num_sentences} sentences.",
              "Give me {relation} {num_sentences} sentences.",
              "The text must be {relation} {num_sentences} sentences long.",
            ],
            heldOut: [
              "It should be {relation} {num_sentences} sentences long.",
              "Respond with {relation} {num_sentences} sentences.",
            ],
          },
          {
            num_sentences,
            relation: said(relation),
          },
        ),
  verify: (text, { num_sentences, relation }) =>
    placedCountVerdict(sentences(text), sentencesSaid, relation, num_sentences),
  /** Surplus sentences are cut off; where there are too few, the longest are parted at their marks. */
  made(text, { num_sentences, relation }) {
    const { min, max } = range(relation, num_sentences);
    const found = sentences(text);
    if (found.length > max) return text.slice(0, found[max - 1]?.end ?? 0);
    let parts = sentencesIn(text);
    while (parts.length < min) {
      const more = withOneParted(parts);
      if (!more) return undefined;
      parts = more;
    }
    return joined(parts);
  },
});

/** Where a sentence may be parted, the best places first. */
const PARTING_MARKS = [/;\s+/gu, /:\s+|\s+[–—]\s+/gu, /,\s+/gu];
const BOUND = /[,;:]\s/u;
/** Fewer words than this make no sentence. */
const FEWEST_WORDS = 3;

/** Sentences with one of them made two; undefined where none can be. */
function withOneParted(parts: readonly string[]): string[] | undefined {
  for (const mark of PARTING_MARKS) {
    for (const [i, part] of parts.entries()) {
      const places = Array.from(part.matchAll(mark), ({ index, 0: { length } }) => ({
        before: part.slice(0, index),
        after: part.slice(index + length),
      })).filter(({ before, after }) =>
        // A list has commas too, with less between them.
        [before.split(BOUND).at(-1), after.split(BOUND)[0]].every(
          (clause = "") => countWords(clause) >= FEWEST_WORDS,
        ),
      );
      const [place] = places.sort(
        (a, b) =>
          Math.abs(a.before.length - a.after.length) - Math.abs(b.before.length - b.after.length),
      );
      if (!place) continue;
      const { before, after } = place;
      const halves = [asSentence(before), after.charAt(0).toUpperCase() + after.slice(1)];
      return [...parts.slice(0, i), ...halves, ...parts.slice(i + 1)];
    }
  }
  return undefined;
}

const numberWordsDeclaration = defineDeclaration({
  id: "length_constraints:number_words",
  family: "length",
  label: "Words",
  help: "The text has so many words.",
  args: z.strictObject({
    num_words: z.int().min(1).max(100_000).default(100),
    relation: relation.default("at most"),
  }),
  argumentLabels: { num_words: "Number", relation: "Relation" },
  claims: ({ num_words, relation }) => [countClaim("words", relation, num_words)],
  steering: { operation: "add" },
});

export const numberWords = /* @__PURE__ */ defineConstraint(numberWordsDeclaration, {
  said: ({ num_words, relation }) =>
    filled(
      {
        phrasings: [
          "Use {relation} {num_words} words.",
          "Answer in {relation} {num_words} words.",
          "Write {relation} {num_words} words.",
          "Your answer should have {relation} {num_words} words.",
          "The text must be {relation} {num_words} words long.",
          "Limit yourself to {relation} {num_words} words.",
        ],
        heldOut: [
          "It should be {relation} {num_words} words long.",
          "Respond with {relation} {num_words} words.",
        ],
      },
      { num_words, relation: said(relation) },
    ),
  verify: (text, { num_words, relation }) =>
    placedCountVerdict(words(text), wordsSaid, relation, num_words),
  /** As many whole sentences as there may be, else as many words. */
  made(text, { num_words, relation }) {
    const { min, max } = range(relation, num_words);
    if (max < 1 || countWords(text) < min) return undefined;
    const whole = sentences(text)
      .map(({ end }) => text.slice(0, end))
      .findLast((start) => countWords(start) >= min && countWords(start) <= max);
    return whole ?? asSentence(firstWords(text, max));
  },
});

const numberParagraphsDeclaration = defineDeclaration({
  id: "length_constraints:number_paragraphs",
  family: "length",
  label: "Paragraphs",
  help: "The text has so many paragraphs.",
  args: z.strictObject({
    num_paragraphs: z.int().min(1).max(1000).default(3),
    relation: relation.default("exactly"),
  }),
  argumentLabels: { num_paragraphs: "Number", relation: "Relation" },
  claims: ({ num_paragraphs, relation }) => [countClaim("paragraphs", relation, num_paragraphs)],
  steering: { operation: "add" },
});

/** Empty lines part paragraphs. For IFEval nothing but *** does. */
export const numberParagraphs = /* @__PURE__ */ defineConstraint(numberParagraphsDeclaration, {
  said: ({ num_paragraphs, relation }) =>
    filled(
      {
        phrasings: [
          "Write {relation} {num_paragraphs} paragraphs.",
          "Your text should have {relation} {num_paragraphs} paragraphs.",
          "Use {relation} {num_paragraphs} paragraphs.",
          "There should be {relation} {num_paragraphs} paragraphs.",
          "Divide the text into {relation} {num_paragraphs} paragraphs.",
          "Answer in {relation} {num_paragraphs} paragraphs.",
        ],
        heldOut: [
          "Make it {relation} {num_paragraphs} paragraphs long.",
          "Respond with {relation} {num_paragraphs} paragraphs.",
        ],
      },
      {
        num_paragraphs,
        relation: said(relation),
      },
    ),
  verify: (text, { num_paragraphs, relation }) =>
    placedCountVerdict(paragraphs(text), paragraphsSaid, relation, num_paragraphs),
  made: (text, { num_paragraphs, relation }) =>
    inParagraphs(text, range(relation, num_paragraphs))?.join("\n\n"),
});

/** So many paragraphs of a text: neighbours are joined, or the longest parted between sentences. */
function inParagraphs(
  text: string,
  { min, max }: { min: number; max: number },
): string[] | undefined {
  if (max < 1) return undefined;
  let found = paragraphsIn(text).map(sentencesIn);
  if (found.length > max) found = groups(found, max).map((group) => group.flat());
  while (found.length < min) {
    const most = Math.max(...found.map(({ length }) => length));
    if (most < 2) return undefined;
    const longest = found.findIndex(({ length }) => length === most);
    found = found.flatMap((one, i) => (i === longest ? groups(one, 2) : [one]));
  }
  return found.map(joined);
}

const nthParagraphFirstWordDeclaration = defineDeclaration({
  id: "length_constraints:nth_paragraph_first_word",
  family: "length",
  label: "First word of a paragraph",
  help: "The n-th paragraph starts with this word.",
  args: z
    .strictObject({
      nth_paragraph: z.int().min(1).max(1000).default(1),
      first_word: phrase,
      num_paragraphs: z.int().min(1).max(1000).optional(),
    })
    .refine(({ nth_paragraph, num_paragraphs }) => nth_paragraph <= (num_paragraphs ?? Infinity), {
      path: ["nth_paragraph"],
      error: "more than num_paragraphs",
    }),
  argumentLabels: {
    nth_paragraph: "Paragraph",
    first_word: "Words",
    num_paragraphs: "Paragraphs in total",
  },
  example: { first_word: "However" },
  claims: ({ nth_paragraph, first_word, num_paragraphs }) => [
    num_paragraphs === undefined
      ? countClaim("paragraphs", "at least", nth_paragraph)
      : countClaim("paragraphs", "exactly", num_paragraphs),
    { kind: "require", phrase: first_word },
    ...(nth_paragraph === 1 ? [{ kind: "first word" as const, word: first_word }] : []),
  ],
  steering: { operation: "add" },
});

/** For IFEval only two line feeds part paragraphs, and the number of paragraphs is always given. */
export const nthParagraphFirstWord = /* @__PURE__ */ defineConstraint(
  nthParagraphFirstWordDeclaration,
  {
    said: ({ nth_paragraph, first_word, num_paragraphs }) =>
      num_paragraphs === undefined
        ? filled(
            {
              phrasings: [
                "Paragraph {nth_paragraph} must start with the word {first_word}.",
                "Begin paragraph {nth_paragraph} with the word {first_word}.",
                "The first word of paragraph {nth_paragraph} should be {first_word}.",
                "Start your paragraph number {nth_paragraph} with {first_word}.",
                "Paragraphs are separated by an empty line; number {nth_paragraph} starts with {first_word}.",
                "Let paragraph {nth_paragraph} open with the word {first_word}.",
              ],
              heldOut: [
                "Open paragraph {nth_paragraph} with the word {first_word}.",
                "Make {first_word} the first word of paragraph {nth_paragraph}.",
              ],
            },
            { nth_paragraph, first_word },
          )
        : filled(
            {
              phrasings: [
                "Write {num_paragraphs} paragraphs; paragraph {nth_paragraph} must start with the word {first_word}.",
                "There should be {num_paragraphs} paragraphs, and number {nth_paragraph} begins with {first_word}.",
                "Use {num_paragraphs} paragraphs separated by empty lines and start paragraph {nth_paragraph} with {first_word}.",
                "In a text of {num_paragraphs} paragraphs the first word of paragraph {nth_paragraph} should be {first_word}.",
                "Your text has {num_paragraphs} paragraphs; let number {nth_paragraph} open with {first_word}.",
                "Divide the text into {num_paragraphs} paragraphs, with {first_word} as the first word of number {nth_paragraph}.",
              ],
              heldOut: [
                "Give {num_paragraphs} paragraphs and open number {nth_paragraph} with {first_word}.",
                "Make it {num_paragraphs} paragraphs, the first word of number {nth_paragraph} being {first_word}.",
              ],
            },
            {
              nth_paragraph,
              first_word,
              num_paragraphs,
            },
          ),
    verify(text, { nth_paragraph, first_word, num_paragraphs }) {
      const found = paragraphs(text);
      if (num_paragraphs !== undefined && found.length !== num_paragraphs) {
        return placedCountVerdict(found, paragraphsSaid, "exactly", num_paragraphs);
      }
      const paragraph = found[nth_paragraph - 1];
      if (!paragraph) {
        return placedCountVerdict(found, paragraphsSaid, "at least", nth_paragraph);
      }
      const start = text.slice(paragraph.start, paragraph.end).replace(/^[^\p{L}\p{N}]+/u, "");
      const [word] = words(start.slice(0, first_word.length + 100));
      const first = word ? start.slice(word.start, Math.max(word.end, first_word.length)) : "";
      if (first.toLowerCase() === first_word.toLowerCase()) {
        return {
          held: true,
          reason: l10n.t('Paragraph {0} starts with "{1}".', nth_paragraph, first_word),
        };
      }
      const shown = word ? start.slice(word.start, word.end) : "";
      const offset = paragraph.end - start.length;
      return {
        held: false,
        reason: l10n.t(
          'Paragraph {0} starts with "{1}", "{2}" wanted.',
          nth_paragraph,
          shown,
          first_word,
        ),
        span: { start: offset, end: offset + shown.length },
      };
    },
    /** The word and a colon, which suits words of every kind, head the paragraph. */
    made(text, { nth_paragraph, first_word, num_paragraphs }) {
      const min = num_paragraphs ?? nth_paragraph;
      const heading = first_word.charAt(0).toUpperCase() + first_word.slice(1);
      return inParagraphs(text, { min, max: num_paragraphs ?? Number.POSITIVE_INFINITY })
        ?.map((paragraph, i) => (i === nth_paragraph - 1 ? `${heading}: ${paragraph}` : paragraph))
        .join("\n\n");
    },
  },
);

/** In the order in which a person is shown them. */
export const lengthDeclarations = [
  conciseDeclaration,
  verboseDeclaration,
  numberSentencesDeclaration,
  numberWordsDeclaration,
  numberParagraphsDeclaration,
  nthParagraphFirstWordDeclaration,
];

export const lengthConstraints = [
  concise,
  verbose,
  numberSentences,
  numberWords,
  numberParagraphs,
  nthParagraphFirstWord,
];
