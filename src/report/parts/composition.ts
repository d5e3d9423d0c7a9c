import type { CompositionRow } from "../../evaluation/results.js";
import { accuracy } from "../../evaluation/statistics.js";
import { dotPlot, shareDot } from "../drawing/dot-plot.js";
import { html } from "../drawing/html.js";
import { decimal, percent, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { table } from "../drawing/table.js";
import type { Part } from "./part.js";

/** The share of what independent constraints would reach that both together must reach. */
const WANTED_RATIO = 0.8;

export const composition: Part = {
  id: "composition",
  title: "Two constraints at once",
  lead: "Share of texts that hold both constraints when both are steered, compared with each alone and with no steering; the prompt gives no instruction.",
  async body({ composition: rows }) {
    if (!rows?.length) return undefined;
    const rated = rows.flatMap(({ ratio }) => (ratio === null ? [] : [ratio]));
    const enough = rated.filter((ratio) => ratio >= WANTED_RATIO).length;
    return html`<p>If the constraints did not disturb each other, both would hold as often as the product of the shares alone. Pairs that reach at least ${percent(WANTED_RATIO)} of that: ${enough} of ${rated.length}.</p>
${await dotPlot({
  id: "composition-plot",
  title: "Both constraints at once",
  description:
    "One row per pair: each constraint alone, both without steering, both with both steered, with 95 % intervals. The table has all numbers.",
  axis: SHARES,
  series: seriesOf(["Both, unsteered", "First alone", "Second alone", "Both, both steered"]),
  rows: rows.map((row) => ({
    label: pairName(row),
    dots: [row.unsteered, ...row.alone, row.together].flatMap((measure, i) => shareDot(i, measure)),
  })),
})}
${table<CompositionRow>({
  id: "composition-table",
  caption: "Pairs of constraints",
  rows,
  head: { head: "Pair", cell: (row) => html`${pairName(row)} <small>${row.kind}</small>` },
  columns: [
    {
      head: "First holds",
      group: "Steered alone",
      cell: ({ alone: [first] }) => shareCell(first),
    },
    {
      head: "Second holds",
      group: "Steered alone",
      cell: ({ alone: [, second] }) => shareCell(second),
    },
    { head: "Both hold", group: "No steering", cell: ({ unsteered }) => shareCell(unsteered) },
    { head: "Both hold", group: "Both steered", cell: ({ together }) => shareCell(together) },
    {
      head: "First holds",
      group: "Both steered",
      cell: ({ eachTogether: [first] }) => shareCell(first),
    },
    {
      head: "Second holds",
      group: "Both steered",
      cell: ({ eachTogether: [, second] }) => shareCell(second),
    },
    {
      head: "Product of the shares alone",
      cell: ({ alone: [first, second] }) => percent(accuracy(first) * accuracy(second)),
    },
    {
      head: "Both over product",
      cell: ({ ratio }) => (ratio === null ? "the product is 0" : decimal(ratio)),
    },
    {
      head: "Negative log-likelihood, nats per token",
      cell: ({ together }) => decimal(together.negativeLogLikelihood),
    },
  ],
})}`;
  },
};

function pairName({ constraints: [first, second] }: CompositionRow): string {
  return `${first.label} and ${second.label}`;
}
