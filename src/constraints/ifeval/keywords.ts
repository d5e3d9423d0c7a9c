/** IFEval's `keywords` instructions. */
import * as z from "zod";
import { strip } from "../../text/python-text.js";
import { compare, count, instruction, relation } from "./instruction.js";
import { phrasePattern, wholePhrasePattern } from "./pattern.js";

const words = z.array(z.string().min(1)).min(1);

export const existence = instruction({
  kwargs: z.strictObject({ keywords: words }),
  /** A keyword inside another word counts: "catalogue" has "cat". */
  follows: (response, { keywords }) =>
    keywords.every((keyword) => phrasePattern(keyword).test(response)),
});

export const frequency = instruction({
  kwargs: z.strictObject({ keyword: z.string().trim().min(1), frequency: count, relation }),
  follows(response, kwargs) {
    const found = response.match(phrasePattern(strip(kwargs.keyword)))?.length ?? 0;
    return compare(found, { relation: kwargs.relation, count: kwargs.frequency });
  },
});

export const forbiddenWords = instruction({
  kwargs: z.strictObject({ forbidden_words: words }),
  /** A forbidden word inside another word does not count: "catalogue" has no "cat". */
  follows: (response, { forbidden_words }) =>
    !forbidden_words.some((word) => wholePhrasePattern(word).test(response)),
});

export const letterFrequency = instruction({
  kwargs: z.strictObject({
    letter: z.string().refine((letter) => [...letter].length === 1, "one character"),
    let_frequency: count,
    let_relation: relation,
  }),
  /** Any character will do; prompts ask for "!" and "#" too. */
  follows(response, kwargs) {
    const found = response.toLowerCase().split(kwargs.letter.toLowerCase()).length - 1;
    return compare(found, { relation: kwargs.let_relation, count: kwargs.let_frequency });
  },
});
