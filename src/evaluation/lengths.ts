/** Table 3: vectors for exactly n sentences, compared with conciseness and verbosity. */

import type { WrittenCase } from "../engine/api/protocol.js";
import { countSentences } from "../text/sentences.js";
import { countWords } from "../text/words.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { quality } from "./measure.js";
import type { LengthRow } from "./results.js";
import { type EvaluatedConstraint, sentencesWanted } from "./subjects.js";

/** @param subjects constraints on length, all on the same requests */
export async function writeLengths(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
): Promise<LengthRow[]> {
  const [first] = subjects;
  if (!first) return [];
  const [unsteered = [], ...steered] = await writeGroups(bench, [
    first.examples.map((example) => caseIn("none", example)),
    ...subjects.map(({ examples }) => examples.map((example) => caseIn("steered", example))),
  ]);
  return [
    { label: "No steering", ...lengthsOf(unsteered) },
    ...subjects.map((subject, i): LengthRow => {
      const { label, constraint } = subject;
      const wanted = sentencesWanted(subject);
      return {
        label,
        constraint,
        ...(wanted === undefined ? {} : { wanted }),
        ...lengthsOf(steered[i] ?? []),
      };
    }),
  ];
}

function lengthsOf(texts: readonly WrittenCase[]) {
  return {
    ...quality(texts),
    sentences: texts.map(({ text }) => countSentences(text)),
    words: texts.map(({ text }) => countWords(text)),
  };
}
