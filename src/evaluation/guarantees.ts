/** What the vector does and what the guarantee does, for constraints that can be guaranteed. */
import { findDeclaration } from "../constraints/declarations.js";
import type { TextCase } from "../engine/api/protocol.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure } from "./measure.js";
import type { GuaranteeRow } from "./results.js";
import type { EvaluatedConstraint, Example } from "./subjects.js";

const WAYS = [
  { vector: false, guarantee: false },
  { vector: true, guarantee: false },
  { vector: false, guarantee: true },
  { vector: true, guarantee: true },
] as const;

/** The prompt never states the constraint. */
export async function writeGuarantees(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
): Promise<GuaranteeRow[]> {
  const guaranteed = subjects.flatMap((subject) => {
    const id = subject.examples[0]?.active.id;
    const kind = id === undefined ? undefined : findDeclaration(id).guarantee;
    return kind === undefined ? [] : [{ subject, kind }];
  });
  const texts = await writeGroups(
    bench,
    guaranteed.flatMap(({ subject: { examples } }) =>
      WAYS.map((way) => examples.map((example) => asked(example, way))),
    ),
  );
  return guaranteed.map(({ subject, kind }, i) => ({
    ...namesOf(subject),
    kind,
    ways: WAYS.map((way, k) => {
      const own = texts[i * WAYS.length + k] ?? [];
      const interventions = own.map(({ guarantees }) =>
        guarantees.reduce((sum, { interventions: count }) => sum + count, 0),
      );
      return {
        ...way,
        measure: measure(own),
        untouched: interventions.filter((count) => count === 0).length,
        interventions: interventions.reduce((sum, count) => sum + count, 0),
      };
    }),
  }));
}

function asked({ query, active }: Example, way: (typeof WAYS)[number]): TextCase {
  return caseIn(way.vector ? "steered" : "none", {
    query,
    active: way.guarantee ? { ...active, guarantee: true } : active,
  });
}
