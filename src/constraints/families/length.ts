/** Constraints on length in words and paragraphs; those in sentences are in `sentence-length.ts`. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { paragraphs } from "../../text/markdown.js";
import { words } from "../../text/words.js";
import { phrase } from "../definition/arguments.js";
import { defineConstraint } from "../definition/constraint.js";
import { fillPhrasings } from "../definition/phrasings.js";
import { countClaim, placedCountVerdict, relation, said } from "../definition/quantity.js";
import { paragraphsSaid, wordsSaid } from "../definition/units.js";

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
    placedCountVerdict(words(text), wordsSaid, relation, num_words),
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
    placedCountVerdict(paragraphs(text), paragraphsSaid, relation, num_paragraphs),
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
});
