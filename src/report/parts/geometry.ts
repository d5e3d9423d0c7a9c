import type { Geometry } from "../../evaluation/results.js";
import { mean } from "../../evaluation/statistics.js";
import { type Html, html } from "../drawing/html.js";
import { decimal, percent } from "../drawing/numbers.js";
import { scatterPlot } from "../drawing/scatter-plot.js";
import { key, seriesOf } from "../drawing/series.js";
import { foldedTable, table } from "../drawing/table.js";
import type { Part } from "./part.js";

export const geometry: Part = {
  id: "geometry",
  title: "The geometry of the differences",
  lead: "Differences in the residual stream at the last prompt token (with the instruction minus without), one point per pair, on the first two principal components at one layer.",
  async body({ geometry: views }) {
    if (!views?.length) return undefined;
    return html`${await Promise.all(views.map(view))}`;
  },
};

type Group = Geometry["groups"][number];

async function view(content: Geometry, index: number): Promise<Html> {
  const { title, layer, explained, groups } = content;
  const series = seriesOf(["", ...groups.map(({ label }) => label)]).slice(1);
  return html`<div>
<figure>
<figcaption>${title} <small>layer ${layer}</small></figcaption>
${key(series)}
${await scatterPlot({
  id: `geometry-${index}-plot`,
  title,
  description: `Points of ${groups.length} groups, each named at its middle. The table below has the middles, a second one all points.`,
  axes: [axisTitle(1, explained[0]), axisTitle(2, explained[1])],
  groups: groups.map(({ label, points }, i) => ({
    label,
    points,
    series: i,
    middle: middle(points),
  })),
  series,
})}
</figure>
${table<Group>({
  id: `geometry-${index}-middles`,
  caption: `${title}, the middle of each group`,
  rows: groups,
  head: { head: "Group", cell: ({ label }) => label },
  columns: [
    { head: "Pairs", cell: ({ points }) => points.length },
    { head: "First component", cell: ({ points }) => decimal(middle(points)[0]) },
    { head: "Second component", cell: ({ points }) => decimal(middle(points)[1]) },
    { head: "Spread around the middle", cell: ({ points }) => decimal(spread(points)) },
  ],
})}
${foldedTable<{ label: string; x: number; y: number }>({
  id: `geometry-${index}-points`,
  caption: `${title}, all points`,
  rows: groups.flatMap(({ label, points }) => points.map(([x, y]) => ({ label, x, y }))),
  head: { head: "Group", cell: ({ label }) => label },
  columns: [
    { head: "First component", cell: ({ x }) => decimal(x) },
    { head: "Second component", cell: ({ y }) => decimal(y) },
  ],
})}
</div>`;
}

function axisTitle(component: number, explained: number): string {
  return `Component ${component}, ${percent(explained)} of the variance`;
}

function middle(points: Group["points"]): [number, number] {
  return [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
}

/** Root mean square distance from the middle. */
function spread(points: Group["points"]): number {
  const [x, y] = middle(points);
  return Math.sqrt(mean(points.map(([px, py]) => (px - x) ** 2 + (py - y) ** 2)));
}
