/** Constraints on length. */
import * as z from "zod";
import { noArguments, phrase } from "./arguments.js";
import { defineConstraint, type Verdict } from "./constraint.js";
import { paragraphs } from "./markdown.js";
import { fillPhrasings } from "./phrasings.js";
import { countClaim, countVerdict, type Relation, range, relation, said } from "./quantity.js";
import { countSentences, sentences } from "./sentences.js";
import { countWords, words } from "./words.js";

/**
 * The bounds of "concise" and "verbose" are ours; IFEval has neither. Both bounds of "concise" must
 * hold, since one endless sentence is not concise; either bound of "verbose" suffices, since a
 * long list may be verbose without a full stop.
 */
const CONCISE = { sentences: 2, words: 60 };
const VERBOSE = { sentences: 6, words: 120 };

export const concise = defineConstraint({
  id: "length_constraints:concise",
  family: "length",
  label: "Concise",
  help: `At most ${CONCISE.sentences} sentences and ${CONCISE.words} words.`,
  args: noArguments,
  said: () => fillPhrasings("length_constraints:concise", {}),
  claims: () => [
    countClaim("sentences", "at most", CONCISE.sentences),
    countClaim("words", "at most", CONCISE.words),
  ],
  verify(text) {
    const length = measure(text);
    if (length.words === 0) return { held: false, reason: "There is no word." };
    if (length.sentences <= CONCISE.sentences && length.words <= CONCISE.words) {
      return { held: true, reason: `${length.said}.` };
    }
    return {
      held: false,
      reason: `${length.said}, at most ${CONCISE.sentences} and ${CONCISE.words} wanted.`,
    };
  },
});

export const verbose = defineConstraint({
  id: "length_constraints:verbose",
  family: "length",
  label: "Verbose",
  help: `At least ${VERBOSE.sentences} sentences or ${VERBOSE.words} words.`,
  args: noArguments,
  said: () => fillPhrasings("length_constraints:verbose", {}),
  claims: () => [
    {
      kind: "either",
      claims: [
        countClaim("sentences", "at least", VERBOSE.sentences),
        countClaim("words", "at least", VERBOSE.words),
      ],
    },
  ],
  verify(text) {
    const length = measure(text);
    if (length.sentences >= VERBOSE.sentences || length.words >= VERBOSE.words) {
      return { held: true, reason: `${length.said}.` };
    }
    return {
      held: false,
      reason: `${length.said}, at least ${VERBOSE.sentences} or ${VERBOSE.words} wanted.`,
    };
  },
});

function measure(text: string): { sentences: number; words: number; said: string } {
  const [sentences, words] = [countSentences(text), countWords(text)];
  const said = `${sentences} ${sentences === 1 ? "sentence" : "sentences"} and ${words} ${
    words === 1 ? "word" : "words"
  }`;
  return { sentences, words, said };
}

const sentenceArguments = z.strictObject({
  num_sentences: z.int().min(1).max(1000),
  relation: relation.default("exactly"),
});

export const numberSentences = defineConstraint({
  id: "length_constraints:number_sentences",
  family: "length",
  label: "Sentences",
  help: "The text has so many sentences.",
  args: sentenceArguments,
  said: ({ num_sentences, relation }) =>
    relation === "exactly"
      ? fillPhrasings("length_constraints:number_sentences", { num_sentences })
      : fillPhrasings("length_constraints:number_sentences/relation", {
          num_sentences,
          relation: said(relation),
        }),
  claims: ({ num_sentences, relation }) => [countClaim("sentences", relation, num_sentences)],
  guarantee: "stop",
  verify: (text, { num_sentences, relation }) =>
    placed(sentences(text), ["sentence", "sentences"], relation, num_sentences),
});

const wordArguments = z.strictObject({
  num_words: z.int().min(1).max(100_000).default(100),
  relation: relation.default("at most"),
});

export const numberWords = defineConstraint({
  id: "length_constraints:number_words",
  family: "length",
  label: "Words",
  help: "The text has so many words.",
  args: wordArguments,
  said: ({ num_words, relation }) =>
    fillPhrasings("length_constraints:number_words", { num_words, relation: said(relation) }),
  claims: ({ num_words, relation }) => [countClaim("words", relation, num_words)],
  verify: (text, { num_words, relation }) =>
    placed(words(text), ["word", "words"], relation, num_words),
});

const paragraphArguments = z.strictObject({
  num_paragraphs: z.int().min(1).max(1000).default(3),
  relation: relation.default("exactly"),
});

/** Empty lines part paragraphs. For IFEval nothing but *** does. */
export const numberParagraphs = defineConstraint({
  id: "length_constraints:number_paragraphs",
  family: "length",
  label: "Paragraphs",
  help: "The text has so many paragraphs.",
  args: paragraphArguments,
  said: ({ num_paragraphs, relation }) =>
    fillPhrasings("length_constraints:number_paragraphs", {
      num_paragraphs,
      relation: said(relation),
    }),
  claims: ({ num_paragraphs, relation }) => [countClaim("paragraphs", relation, num_paragraphs)],
  verify: (text, { num_paragraphs, relation }) =>
    placed(paragraphs(text), ["paragraph", "paragraphs"], relation, num_paragraphs),
});

const firstWordArguments = z
  .strictObject({
    nth_paragraph: z.int().min(1).max(1000).default(1),
    first_word: phrase,
    num_paragraphs: z.int().min(1).max(1000).optional(),
  })
  .refine(({ nth_paragraph, num_paragraphs }) => nth_paragraph <= (num_paragraphs ?? Infinity), {
    path: ["nth_paragraph"],
    error: "more than num_paragraphs",
  });

/** For IFEval only two line feeds part paragraphs, and the number of paragraphs is always given. */
export const nthParagraphFirstWord = defineConstraint({
  id: "length_constraints:nth_paragraph_first_word",
  family: "length",
  label: "First word of a paragraph",
  help: "The n-th paragraph starts with this word.",
  args: firstWordArguments,
  said: ({ nth_paragraph, first_word, num_paragraphs }) =>
    num_paragraphs === undefined
      ? fillPhrasings("length_constraints:nth_paragraph_first_word", { nth_paragraph, first_word })
      : fillPhrasings("length_constraints:nth_paragraph_first_word/count", {
          nth_paragraph,
          first_word,
          num_paragraphs,
        }),
  claims: ({ nth_paragraph, first_word, num_paragraphs }) => [
    num_paragraphs === undefined
      ? countClaim("paragraphs", "at least", nth_paragraph)
      : countClaim("paragraphs", "exactly", num_paragraphs),
    { kind: "require", phrase: first_word },
    ...(nth_paragraph === 1 ? [{ kind: "first word" as const, word: first_word }] : []),
  ],
  verify(text, { nth_paragraph, first_word, num_paragraphs }) {
    const found = paragraphs(text);
    if (num_paragraphs !== undefined && found.length !== num_paragraphs) {
      return placed(found, ["paragraph", "paragraphs"], "exactly", num_paragraphs);
    }
    const paragraph = found[nth_paragraph - 1];
    if (!paragraph) {
      return placed(found, ["paragraph", "paragraphs"], "at least", nth_paragraph);
    }
    const start = text.slice(paragraph.start, paragraph.end).replace(/^[^\p{L}\p{N}]+/u, "");
    const [word] = words(start.slice(0, first_word.length + 100));
    const first = word ? start.slice(word.start, Math.max(word.end, first_word.length)) : "";
    if (first.toLowerCase() === first_word.toLowerCase()) {
      return { held: true, reason: `Paragraph ${nth_paragraph} starts with "${first_word}".` };
    }
    const shown = word ? start.slice(word.start, word.end) : "";
    const offset = paragraph.end - start.length;
    return {
      held: false,
      reason: `Paragraph ${nth_paragraph} starts with "${shown}", "${first_word}" wanted.`,
      span: { start: offset, end: offset + shown.length },
    };
  },
});

/** The verdict on a number of units, placed at the first that is too many. */
function placed(
  found: readonly { start: number; end: number }[],
  names: readonly [string, string],
  wanted: Relation,
  count: number,
): Verdict {
  const verdict = countVerdict(found.length, names, wanted, count);
  const surplus = found[range(wanted, count).max];
  const last = found.at(-1);
  if (verdict.held || !surplus || !last) return verdict;
  return { ...verdict, span: { start: surplus.start, end: last.end } };
}
