import type { ExclusionRow } from "../../evaluation/results.js";
import { dotPlot, shareDot } from "../drawing/dot-plot.js";
import { paired } from "../drawing/grid-rows.js";
import { type Html, html } from "../drawing/html.js";
import { decimal, percent, pValue, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { table } from "../drawing/table.js";
import type { Part } from "./part.js";

/** What each way is compared with. */
const COMPARED: Readonly<Record<ExclusionRow["way"], ExclusionRow["way"] | undefined>> = {
  none: undefined,
  subtract: "none",
  add: "none",
  told: "none",
  "told and subtract": "told",
};

export const exclusion: Part = {
  id: "exclusion",
  title: "Keeping a word out",
  lead: "Share of texts without the word when the model is steered away from the vector that includes it, steered along a vector made from “do not use it”, and told.",
  async body({ exclusion: rows }) {
    if (!rows?.length) return undefined;
    return html`${await dotPlot({
      id: "exclusion-plot",
      title: "Texts without the word",
      description: "One row per way, one dot with its 95 % interval. The table has all numbers.",
      axis: { ...SHARES, title: "Texts without the word" },
      series: seriesOf(["", "Share"]).slice(1),
      rows: rows.map(({ label, measure }) => ({ label, dots: shareDot(0, measure) })),
    })}
${table<ExclusionRow>({
  id: "exclusion-table",
  caption: "Ways to keep a word out",
  rows,
  head: { head: "Way", cell: ({ label }) => label },
  columns: [
    {
      head: "Texts without the word, with 95 % interval",
      cell: ({ measure }) => shareCell(measure),
    },
    { head: "McNemar's test", cell: (row) => comparison(row, rows) },
    {
      head: "Negative log-likelihood, nats per token",
      cell: ({ measure }) => decimal(measure.negativeLogLikelihood),
    },
    { head: "Repetition", cell: ({ measure }) => percent(measure.repetition) },
  ],
})}`;
  },
};

function comparison({ way, measure }: ExclusionRow, rows: readonly ExclusionRow[]): Html | string {
  const other = rows.find((row) => row.way === COMPARED[way]);
  const test = paired(other?.measure, measure);
  if (!other || !test) return "nothing to compare with";
  return html`${pValue(test.p)} <small>against “${other.label}”: better on ${test.onlyB}, worse on ${test.onlyA}</small>`;
}
