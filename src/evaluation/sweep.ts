/** Plot 6: what a constraint gains, and the text loses, with stronger steering. */
import type { SteeringChoice } from "../steering/choice.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure, switchedOn, usedChoice } from "./measure.js";
import type { Sweep } from "./results.js";
import type { EvaluatedConstraint } from "./subjects.js";

/** In units of the calibrated strength; the dial in the sidebar has the same range. */
const STRENGTHS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

/** @param choices by constraint; one that is off is swept anyway, to show why */
export async function writeSweep(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  choices: ReadonlyMap<string, SteeringChoice>,
): Promise<Sweep[]> {
  const swept = subjects.flatMap((subject) => {
    const choice = choices.get(subject.constraint);
    return choice ? [{ subject, choice }] : [];
  });
  const texts = await writeGroups(
    bench,
    swept.flatMap(({ subject: { examples }, choice }) =>
      STRENGTHS.map((strength) =>
        examples.map((example) => {
          const steered = { ...caseIn("steered", example), strength };
          return choice.strength === 0
            ? { ...steered, choices: { [example.active.id]: switchedOn(choice) } }
            : steered;
        }),
      ),
    ),
  );
  return swept.map(({ subject, choice }, i) => ({
    ...namesOf(subject),
    choice: usedChoice(choice),
    points: STRENGTHS.map((strength, k) => ({
      strength,
      measure: measure(texts[i * STRENGTHS.length + k] ?? []),
    })),
  }));
}
