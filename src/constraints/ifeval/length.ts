/** IFEval's `length_constraints` instructions. */
import * as z from "zod";
import { countSentences } from "../../text/punkt.js";
import { countWords, SPACE, strip } from "../../text/python-text.js";
import { compare, count, instruction, relation } from "./instruction.js";

export const numberSentences = instruction({
  kwargs: z.strictObject({ num_sentences: count, relation }),
  follows: (response, kwargs) =>
    compare(countSentences(response), { relation: kwargs.relation, count: kwargs.num_sentences }),
});

export const numberWords = instruction({
  kwargs: z.strictObject({ num_words: count, relation }),
  follows: (response, kwargs) =>
    compare(countWords(response), { relation: kwargs.relation, count: kwargs.num_words }),
});

const DIVIDER = new RegExp(`[${SPACE}]?\\*\\*\\*[${SPACE}]?`, "u");

export const numberParagraphs = instruction({
  kwargs: z.strictObject({ num_paragraphs: count }),
  /** Paragraphs are what `***` divides; an empty one counts as a fault unless first or last. */
  follows(response, { num_paragraphs }) {
    const paragraphs = response.split(DIVIDER).map((paragraph) => strip(paragraph) !== "");
    if (paragraphs.slice(1, -1).includes(false)) return false;
    return paragraphs.filter(Boolean).length === num_paragraphs;
  },
});

export const nthParagraphFirstWord = instruction({
  kwargs: z
    .strictObject({
      num_paragraphs: count,
      nth_paragraph: z.int().min(1),
      first_word: z.string().min(1),
    })
    .refine((kwargs) => kwargs.nth_paragraph <= kwargs.num_paragraphs, {
      path: ["nth_paragraph"],
      error: "more than num_paragraphs",
    }),
  /**
   * Paragraphs are what an empty line divides. Empty ones do not count, and yet the n-th is looked
   * up with them.
   */
  follows(response, { num_paragraphs, nth_paragraph, first_word }) {
    const paragraphs = response.split("\n\n").map(strip);
    const found = paragraphs.filter((paragraph) => paragraph !== "").length;
    const paragraph = paragraphs[nth_paragraph - 1];
    if (found !== num_paragraphs || !paragraph) return false;
    return firstWord(paragraph) === first_word.toLowerCase();
  },
});

/** The first word, lowercased, without opening quotes, up to the first punctuation mark. */
function firstWord(paragraph: string): string {
  const word = paragraph.split(new RegExp(`[${SPACE}]`, "u"), 1)[0] ?? "";
  const unquoted = word.replace(/^'+/, "").replace(/^"+/, "");
  return (/^[^.,?!'"]*/.exec(unquoted)?.[0] ?? "").toLowerCase();
}
