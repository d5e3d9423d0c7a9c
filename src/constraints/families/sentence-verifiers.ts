/** Constraints on length in sentences: their checks. Only verifiers import this module. */
import * as l10n from "@vscode/l10n";
import { countSentences, sentences } from "../../text/sentences.js";
import { countWords } from "../../text/words.js";
import type { Constraint } from "../definition/constraint.js";
import { placedCountVerdict } from "../definition/quantity.js";
import { sentencesSaid, wordsSaid } from "../definition/units.js";
import {
  CONCISE,
  concise,
  numberSentences,
  sentenceArguments,
  VERBOSE,
  verbose,
} from "./sentence-length.js";

export const conciseConstraint: Constraint = {
  ...concise,
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
};

export const verboseConstraint: Constraint = {
  ...verbose,
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
};

function measure(text: string): { sentences: number; words: number; said: string } {
  const [sentences, words] = [countSentences(text), countWords(text)];
  const said = l10n.t("{0} and {1}", sentencesSaid(sentences), wordsSaid(words));
  return { sentences, words, said };
}

export const numberSentencesConstraint: Constraint = {
  ...numberSentences,
  verify(text, args) {
    const { num_sentences, relation } = sentenceArguments.parse(args);
    return placedCountVerdict(sentences(text), sentencesSaid, relation, num_sentences);
  },
};
