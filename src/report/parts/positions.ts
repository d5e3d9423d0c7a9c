import type { PositionsRow } from "../../evaluation/results.js";
import { dotPlot } from "../drawing/dot-plot.js";
import { html } from "../drawing/html.js";
import { decimal, percent } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { table } from "../drawing/table.js";
import { OPERATION_LABELS, POSITION_LABELS } from "../drawing/words.js";
import type { Part } from "./part.js";

export const positions: Part = {
  id: "positions",
  title: "Which tokens, and which operation",
  lead: "Mean over constraints of the share of texts that hold at the constraint's best layer, at the calibrated strength, for every operation at every choice of tokens; sound texts are those that steering did not break.",
  async body({ positions: rows }) {
    if (!rows?.length) return undefined;
    return html`${await dotPlot({
      id: "positions-plot",
      title: "Operations and positions",
      description:
        "One row per operation and choice of tokens: all texts, and sound texts only. The table has all numbers.",
      axis: SHARES,
      series: seriesOf(["Hold", "Hold and sound"]),
      rows: rows.map((row) => ({
        label: `${row.operation}, ${POSITION_LABELS[row.positions]}`,
        dots: [
          { series: 0, value: row.accuracy },
          { series: 1, value: row.soundAccuracy },
        ],
      })),
    })}
${table<PositionsRow>({
  id: "positions-table",
  caption: "Every operation with every choice of tokens",
  rows,
  head: { head: "Operation", cell: ({ operation }) => OPERATION_LABELS[operation] },
  columns: [
    { head: "Tokens", cell: (row) => POSITION_LABELS[row.positions] },
    { head: "Hold", cell: ({ accuracy }) => percent(accuracy) },
    { head: "Hold and sound", cell: ({ soundAccuracy }) => percent(soundAccuracy) },
    {
      head: "Negative log-likelihood, nats per token",
      cell: ({ negativeLogLikelihood }) => decimal(negativeLogLikelihood),
    },
    { head: "Repetition", cell: ({ repetition }) => percent(repetition) },
    { head: "Constraints", cell: ({ constraints }) => constraints },
  ],
})}`;
  },
};
