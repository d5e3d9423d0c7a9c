/** Constraints on length. */
import { noArguments } from "./arguments.js";
import { defineConstraint } from "./constraint.js";
import { fillPhrasings } from "./phrasings.js";
import { countSentences } from "./sentences.js";
import { countWords } from "./words.js";

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
    { kind: "count", unit: "sentences", min: 0, max: CONCISE.sentences },
    { kind: "count", unit: "words", min: 0, max: CONCISE.words },
  ],
  verify(text) {
    const sentences = countSentences(text);
    const words = countWords(text);
    const found = `${plural(sentences, "sentence")} and ${plural(words, "word")}`;
    if (words === 0) return { held: false, reason: "There is no word." };
    if (sentences <= CONCISE.sentences && words <= CONCISE.words) {
      return { held: true, reason: `${found}.` };
    }
    return {
      held: false,
      reason: `${found}, at most ${CONCISE.sentences} and ${CONCISE.words} wanted.`,
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
    { kind: "count", unit: "sentences", min: VERBOSE.sentences, max: Number.POSITIVE_INFINITY },
  ],
  verify(text) {
    const sentences = countSentences(text);
    const words = countWords(text);
    const found = `${plural(sentences, "sentence")} and ${plural(words, "word")}`;
    if (sentences >= VERBOSE.sentences || words >= VERBOSE.words) {
      return { held: true, reason: `${found}.` };
    }
    return {
      held: false,
      reason: `${found}, at least ${VERBOSE.sentences} or ${VERBOSE.words} wanted.`,
    };
  },
});

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
