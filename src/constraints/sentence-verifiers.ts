/** Constraints on length in sentences: their checks. Only verifiers import this module. */
import type { Constraint } from "./constraint.js";
import { placedCountVerdict } from "./quantity.js";
import {
  CONCISE,
  concise,
  numberSentences,
  sentenceArguments,
  VERBOSE,
  verbose,
} from "./sentence-length.js";
import { countSentences, sentences } from "./sentences.js";
import { countWords } from "./words.js";

export const conciseConstraint: Constraint = {
  ...concise,
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
};

export const verboseConstraint: Constraint = {
  ...verbose,
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
};

function measure(text: string): { sentences: number; words: number; said: string } {
  const [sentences, words] = [countSentences(text), countWords(text)];
  const said = `${sentences} ${sentences === 1 ? "sentence" : "sentences"} and ${words} ${
    words === 1 ? "word" : "words"
  }`;
  return { sentences, words, said };
}

export const numberSentencesConstraint: Constraint = {
  ...numberSentences,
  verify(text, args) {
    const { num_sentences, relation } = sentenceArguments.parse(args);
    return placedCountVerdict(sentences(text), ["sentence", "sentences"], relation, num_sentences);
  },
};
