/**
 * Constraints on length in sentences: their declarations. The checks are in `sentence-verifiers.ts`,
 * because finding sentences takes a list of abbreviations that an editor does not need.
 */
import * as z from "zod";
import { noArguments } from "../definition/arguments.js";
import { defineDeclaration } from "../definition/constraint.js";
import { fillPhrasings } from "../definition/phrasings.js";
import { countClaim, relation, said } from "../definition/quantity.js";

/**
 * The bounds of "concise" and "verbose" are ours; IFEval has neither. Both bounds of "concise" must
 * hold, since one endless sentence is not concise; either bound of "verbose" suffices, since a
 * long list may be verbose without a full stop.
 */
export const CONCISE = { sentences: 2, words: 60 };
export const VERBOSE = { sentences: 6, words: 120 };

export const concise = defineDeclaration({
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
});

export const verbose = defineDeclaration({
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
});

export const sentenceArguments = z.strictObject({
  num_sentences: z.int().min(1).max(1000),
  relation: relation.default("exactly"),
});

export const numberSentences = defineDeclaration({
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
});
