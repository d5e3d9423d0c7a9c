/** Table 5: two constraints steered at once, by steering alone. */
import type { ActiveConstraint } from "../constraints/selection.js";
import type { TextCase, WrittenCase } from "../engine/api/protocol.js";
import { type Bench, caseIn, writeGroups } from "./bench.js";
import { namesOf } from "./grid.js";
import { measure } from "./measure.js";
import type { CompositionRow } from "./results.js";
import { accuracy } from "./statistics.js";
import { type EvaluatedConstraint, evaluatedConstraint } from "./subjects.js";

const active = (id: string, args: Record<string, unknown> = {}): ActiveConstraint => ({
  id,
  args,
  dial: 1,
  guarantee: false,
});

const capitals = active("change_case:english_capital");
const lowercase = active("change_case:english_lowercase");
const bullets = active("detectable_format:number_bullet_lists");
const quotation = active("startend:quotation");
const title = active("detectable_format:title");
const concise = active("length_constraints:concise");
const verbose = active("length_constraints:verbose");
const french = active("language:response_language", { language: "fr" });
const german = active("language:response_language", { language: "de" });
const word = active("keywords:existence", { keywords: ["word"] });
const twoSentences = active("length_constraints:number_sentences", {
  num_sentences: 2,
  relation: "exactly",
});

const PAIRS: readonly [string, ActiveConstraint, ActiveConstraint][] = [
  ["format and length", bullets, verbose],
  ["format and length", title, concise],
  ["format and length", quotation, twoSentences],
  ["format and keyword", bullets, word],
  ["format and keyword", title, word],
  ["case and format", capitals, bullets],
  ["case and format", lowercase, title],
  ["case and length", capitals, concise],
  ["language and format", french, bullets],
  ["language and length", german, concise],
];

/**
 * Every pair whose constraints are both evaluated: each steered alone and both together, on
 * `queries` requests.
 */
export async function writeComposition(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  queries: number,
): Promise<CompositionRow[]> {
  const evaluated = new Set(subjects.map(({ constraint }) => constraint));
  const pairs = PAIRS.map(([kind, one, other]) => {
    const second = evaluatedConstraint(other, queries);
    // A word comes with its own request, so both constraints take the requests of the second.
    const first: EvaluatedConstraint = {
      ...evaluatedConstraint(one, queries),
      examples: second.examples.map(({ query }) => ({ query, active: one })),
    };
    return { kind, first, second };
  }).filter(
    ({ first, second }) => evaluated.has(first.constraint) && evaluated.has(second.constraint),
  );
  const texts = await writeGroups(
    bench,
    pairs.flatMap(({ first, second }) => [
      first.examples.map((example) => caseIn("steered", example)),
      second.examples.map((example) => caseIn("steered", example)),
      together(first, second, 0),
      together(first, second, 1),
    ]),
  );
  return pairs.map(({ kind, first, second }, i) =>
    row(kind, [first, second], texts.slice(4 * i, 4 * i + 4)),
  );
}

function together(
  first: EvaluatedConstraint,
  second: EvaluatedConstraint,
  strength: number,
): TextCase[] {
  return second.examples.map(({ query, active: other }, i) => ({
    prompt: { mode: "write", instruction: query },
    selection: {
      constraints: [...first.examples.slice(i, i + 1).map((example) => example.active), other],
      tell: false,
    },
    strength,
  }));
}

function row(
  kind: string,
  [first, second]: [EvaluatedConstraint, EvaluatedConstraint],
  [one = [], other = [], unsteered = [], both = []]: WrittenCase[][],
): CompositionRow {
  const alone: CompositionRow["alone"] = [measure(one), measure(other)];
  const product = accuracy(alone[0]) * accuracy(alone[1]);
  const line = (place: number) =>
    measure(both, ({ receipt }) => receipt.lines[place]?.held ?? false);
  return {
    kind,
    constraints: [namesOf(first), namesOf(second)],
    alone,
    unsteered: measure(unsteered),
    together: measure(both),
    eachTogether: [line(0), line(1)],
    ratio: product === 0 ? null : accuracy(measure(both)) / product,
  };
}
