/** Table 8: a model steered with the vectors of another. */
import type { TextCase } from "../engine/api/protocol.js";
import type { SteeringChoice } from "../steering/choice.js";
import { neededVectors } from "../steering/contrast.js";
import type { Trial } from "../steering/halving.js";
import { bestOrigin, type VectorOrigin } from "../steering/transfer.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure, soundness } from "./measure.js";
import type { CrossModel } from "./results.js";
import type { EvaluatedConstraint, Example } from "./subjects.js";

export interface OtherVectors {
  /** Keys of the steered model and of the model that the vectors come from. */
  steered: string;
  source: string;
  /** Names of the vectors in the sets. */
  names: ReadonlySet<string>;
  /** Folder of the other model's set, if it fits this model as it is. */
  asIs?: string | undefined;
  /** Folder of the same set, carried over by the linear map. */
  mapped?: string | undefined;
}

/**
 * The constraints whose vectors the sets contain; vectors of single words are never among them. A
 * set comes with the choices of its model.
 *
 * @param ownChoices by constraint, how the model uses its own vectors; if absent, as calibrated
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
  const ways: Way[] = [
    { vectors: "none", asked: (_, example) => caseIn("none", example) },
    {
      vectors: "own",
      asked: ({ constraint }, example) => caseOf(example, ownChoices?.get(constraint)),
    },
    ...waysWith("other", asIs),
    ...waysWith("mapped", mapped),
  ];
  const texts = await writeGroups(
    bench,
    compared.flatMap((subject) => [
      subject.examples.map((example) => caseIn("told", example)),
      ...ways.map(({ asked }) => subject.examples.map((example) => asked(subject, example))),
    ]),
  );
  return {
    steered,
    source,
    rows: compared.map((subject, i) => {
      const [told = [], ...written] = texts.slice(
        i * (ways.length + 1),
        (i + 1) * (ways.length + 1),
      );
      const isWhole = soundness(written[0] ?? [], told);
      const trials = ways.map(({ vectors }, k): [VectorOrigin, Trial[]] => [
        vectors,
        (written[k] ?? []).map((text, n) => ({
          held: text.receipt.failed === 0,
          degenerate: !isWhole(text, n),
        })),
      ]);
      return {
        ...namesOf(subject),
        cells: ways.map(({ vectors }, k) => ({ vectors, measure: measure(written[k] ?? []) })),
        kept: bestOrigin(Object.fromEntries(trials)) ?? "none",
      };
    }),
  };
}

/** Where vectors come from, and the case that steers an example with them. */
interface Way {
  vectors: VectorOrigin;
  asked: (subject: EvaluatedConstraint, example: Example) => TextCase;
}

function waysWith(vectors: VectorOrigin, vectorSet: string | undefined): Way[] {
  if (vectorSet === undefined) return [];
  return [{ vectors, asked: (_, example) => ({ ...caseIn("steered", example), vectorSet }) }];
}

function caseOf(example: Example, choice: SteeringChoice | undefined): TextCase {
  return {
    ...caseIn("steered", example),
    ...(choice && { choices: { [example.active.id]: choice } }),
  };
}
