/** Plot 7: are the formats' differences separate, and do the lengths line up? */
import type { SteeringChoice } from "../steering/choice.js";
import type { Bench } from "./bench.js";
import type { Geometry } from "./results.js";
import { type EvaluatedConstraint, sentencesWanted } from "./subjects.js";

/** Contrast pairs per constraint. */
const PAIRS = 24;

/** More clouds than this cannot be distinguished. */
const MOST_GROUPS = 8;

const PLOTS: readonly { title: string; shows: (subject: EvaluatedConstraint) => boolean }[] = [
  { title: "Formats", shows: ({ family }) => family === "format" || family === "case" },
  {
    title: "Exactly n sentences",
    shows: (subject) => sentencesWanted(subject) !== undefined,
  },
];

/** @param choices the calibrated ones: a plot shows the layer that most of its constraints use */
export async function measureGeometry(
  bench: Bench,
  subjects: readonly EvaluatedConstraint[],
  choices: ReadonlyMap<string, SteeringChoice>,
): Promise<Geometry[]> {
  const plots: Geometry[] = [];
  for (const { title, shows } of PLOTS) {
    const shown = subjects.filter(shows).slice(0, MOST_GROUPS);
    if (shown.length < 2) continue;
    const layers = shown.flatMap(({ constraint }) => choices.get(constraint)?.layer ?? []);
    const layer = mostCommon(layers) ?? Math.floor(bench.layers / 2);
    const { explained, groups } = await bench.geometry({
      constraints: shown.flatMap(({ examples }) => examples[0]?.active ?? []),
      layer,
      pairs: PAIRS,
    });
    plots.push({
      title,
      layer,
      explained,
      groups: groups.map(({ points }, i) => ({ label: shown[i]?.label ?? "", points })),
    });
  }
  return plots;
}

function mostCommon(values: readonly number[]): number | undefined {
  const count = (value: number) => values.filter((other) => other === value).length;
  return [...values].sort((a, b) => count(b) - count(a))[0];
}
