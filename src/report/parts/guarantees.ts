import type { GuaranteeRow } from "../../evaluation/results.js";
import { dotPlot, shareDot } from "../drawing/dot-plot.js";
import { html } from "../drawing/html.js";
import { decimal, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { table } from "../drawing/table.js";
import type { Part } from "./part.js";

const KINDS = {
  grammar: "a grammar that the tokens follow",
  stop: "a rule that ends the text",
  ban: "a ban that takes the word back",
} as const;

/** The ways, in the order of the series. */
const WAYS = [
  { label: "Neither", vector: false, guarantee: false },
  { label: "Vector", vector: true, guarantee: false },
  { label: "Guarantee", vector: false, guarantee: true },
  { label: "Vector and guarantee", vector: true, guarantee: true },
] as const;

type Way = GuaranteeRow["ways"][number];

export const guarantees: Part = {
  id: "guarantees",
  title: "What the vector did and what the guarantee did",
  lead: "Share of texts that hold with the vector, with the guarantee (a grammar, a stop rule or a ban), with both and with neither, and how often the guarantee had to step in.",
  async body({ guarantees: rows }) {
    if (!rows?.length) return undefined;
    const ways = rows.flatMap((row) => row.ways.map((way) => ({ row, way })));
    return html`${await dotPlot({
      id: "guarantees-plot",
      title: "Vector and guarantee",
      description:
        "One row per constraint, one dot per way with its 95 % interval. The table has all numbers.",
      axis: SHARES,
      series: seriesOf(WAYS.map(({ label }) => label)),
      rows: rows.map(({ label, ways }) => ({
        label,
        dots: ways.flatMap((way) => shareDot(wayIndex(way), way.measure)),
      })),
    })}
${table<(typeof ways)[number]>({
  id: "guarantees-table",
  caption: "Vectors and guarantees",
  rows: ways,
  head: {
    head: "Constraint",
    cell: ({ row }) => html`${row.label} <small>${KINDS[row.kind]}</small>`,
  },
  columns: [
    { head: "Way", cell: ({ way }) => WAYS[wayIndex(way)]?.label },
    { head: "Texts that hold, with 95 % interval", cell: ({ way }) => shareCell(way.measure) },
    {
      head: "Texts in which the guarantee did not need to step in",
      cell: ({ way }) => (way.guarantee ? `${way.untouched} of ${way.measure.n}` : "off"),
    },
    {
      head: "Times it stepped in",
      cell: ({ way }) => (way.guarantee ? way.interventions : "off"),
    },
    {
      head: "Negative log-likelihood, nats per token",
      cell: ({ way }) => decimal(way.measure.negativeLogLikelihood),
    },
  ],
})}`;
  },
};

function wayIndex({ vector, guarantee }: Way): number {
  return WAYS.findIndex((way) => way.vector === vector && way.guarantee === guarantee);
}
