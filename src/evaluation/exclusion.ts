/** Table 4: ways to keep a word out of a text. */
import type { TextCase } from "../engine/api/protocol.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { measure } from "./measure.js";
import type { ExclusionRow } from "./results.js";
import type { EvaluatedConstraint, Example } from "./subjects.js";

type Way = ExclusionRow["way"];

const WAYS: readonly { way: Way; label: string; asked: (example: Example) => TextCase }[] = [
  { way: "none", label: "Nothing", asked: (example) => caseIn("none", example) },
  {
    way: "subtract",
    label: "Subtracting the inclusion vector",
    asked: (example) => caseIn("steered", example),
  },
  {
    way: "add",
    label: "Adding an exclusion vector",
    asked: (example) => ({ ...caseIn("steered", example), exclusionVectors: true }),
  },
  { way: "told", label: "Instruction", asked: (example) => caseIn("told", example) },
  {
    way: "told and subtract",
    label: "Instruction, and subtracting the inclusion vector",
    asked: (example) => caseIn("both", example),
  },
];

/** @param words the constraint that excludes words */
export async function writeExclusion(
  bench: Bench,
  words: EvaluatedConstraint,
): Promise<ExclusionRow[]> {
  const texts = await writeGroups(
    bench,
    WAYS.map(({ asked }) => words.examples.map(asked)),
  );
  return WAYS.map(({ way, label }, i) => ({ way, label, measure: measure(texts[i] ?? []) }));
}
