/** Table 8: a model steered with the vectors of another. */
import type { SteeringChoice } from "../steering/choice.js";
import { neededVectors } from "../steering/contrast.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure } from "./measure.js";
import type { CrossModel } from "./results.js";
import type { EvaluatedConstraint, Example } from "./subjects.js";

export interface OtherVectors {
  /** Keys of the model that is steered and of the one that vectors come from. */
  steered: string;
  source: string;
  /** Names of the vectors in the sets. */
  names: ReadonlySet<string>;
  /** Folder of the other model's set, where it fits the model as it is. */
  asIs?: string | undefined;
  /** Folder of the same set, carried over by the linear map. */
  mapped?: string | undefined;
}

/**
 * Constraints whose vectors the sets hold; vectors of single words are never among them. A set brings
 * the choices of its model.
 *
 * @param ownChoices by constraint, how the model uses its own vectors; without, as calibrated
 */
export async function writeCrossModel(
  bench: Bench,
  { steered, source, names, asIs, mapped }: OtherVectors,
  subjects: readonly EvaluatedConstraint[],
  ownChoices?: ReadonlyMap<string, SteeringChoice>,
): Promise<CrossModel> {
  const compared = subjects.filter(({ examples }) =>
    examples
      .slice(0, 1)
      .flatMap(({ active }) => neededVectors(active))
      .every(({ name }) => names.has(name)),
  );
  const ways = [
    { vectors: "none" as const, asked: (example: Example) => caseIn("none", example) },
    { vectors: "own" as const, asked: (example: Example) => caseIn("steered", example) },
    ...[
      { vectors: "other" as const, vectorSet: asIs },
      { vectors: "mapped" as const, vectorSet: mapped },
    ].flatMap(({ vectors, vectorSet }) =>
      vectorSet === undefined
        ? []
        : [
            {
              vectors,
              asked: (example: Example) => ({ ...caseIn("steered", example), vectorSet }),
            },
          ],
    ),
  ];
  const texts = await writeGroups(
    bench,
    compared.flatMap((subject) =>
      ways.map(({ vectors, asked }) =>
        subject.examples.map((example) => {
          const own = vectors === "own" ? ownChoices?.get(subject.constraint) : undefined;
          return { ...asked(example), ...(own && { choices: { [example.active.id]: own } }) };
        }),
      ),
    ),
  );
  return {
    steered,
    source,
    rows: compared.map((subject, i) => ({
      ...namesOf(subject),
      cells: ways.map(({ vectors }, k) => ({
        vectors,
        measure: measure(texts[i * ways.length + k] ?? []),
      })),
    })),
  };
}
