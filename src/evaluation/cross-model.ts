/** Table 8: a model steered with the vectors of another. */
import type { SteeringChoice } from "../steering/choice.js";
import { EXCLUDE, INCLUDE } from "../steering/contrast.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure } from "./measure.js";
import type { CrossModel } from "./results.js";
import type { EvaluatedConstraint } from "./subjects.js";

export interface OtherVectors {
  /** Keys of the model that is steered and of the one that vectors come from. */
  steered: string;
  source: string;
  /** Folder of the other model's set, where it fits the model as it is. */
  asIs?: string | undefined;
  /** Folder of the same set, carried over by the linear map. */
  mapped?: string | undefined;
}

/**
 * Constraints that the source steers; words are left out, as a set holds no vectors of single words.
 *
 * @param choices the source's calibrated ones; they are used with its own and with all other vectors,
 *   so that nothing but the vectors differs
 */
export async function writeCrossModel(
  bench: Bench,
  { steered, source, asIs, mapped }: OtherVectors,
  subjects: readonly EvaluatedConstraint[],
  choices: ReadonlyMap<string, SteeringChoice>,
): Promise<CrossModel> {
  const ways = [
    { vectors: "none" as const, set: undefined },
    { vectors: "own" as const, set: undefined },
    ...(asIs === undefined ? [] : [{ vectors: "other" as const, set: asIs }]),
    ...(mapped === undefined ? [] : [{ vectors: "mapped" as const, set: mapped }]),
  ];
  const compared = subjects.flatMap((subject) => {
    const choice = choices.get(subject.constraint);
    const id = subject.examples[0]?.active.id;
    const used = choice !== undefined && choice.strength !== 0;
    return used && id !== INCLUDE && id !== EXCLUDE ? [{ subject, choice }] : [];
  });
  const texts = await writeGroups(
    bench,
    compared.flatMap(({ subject, choice }) =>
      ways.map(({ vectors, set }) =>
        subject.examples.map((example) =>
          vectors === "none"
            ? caseIn("none", example)
            : {
                ...caseIn("steered", example),
                choices: { [example.active.id]: choice },
                ...(set === undefined ? {} : { vectorSet: set }),
              },
        ),
      ),
    ),
  );
  return {
    steered,
    source,
    rows: compared.map(({ subject }, i) => ({
      ...namesOf(subject),
      cells: ways.map(({ vectors }, k) => ({
        vectors,
        measure: measure(texts[i * ways.length + k] ?? []),
      })),
    })),
  };
}
