import type { CalibrationGap } from "../../evaluation/results.js";
import { mean } from "../../evaluation/statistics.js";
import { dotPlot, shareDot } from "../drawing/dot-plot.js";
import { html } from "../drawing/html.js";
import { points, shareCell, signed } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { table } from "../drawing/table.js";
import { choiceText } from "../drawing/words.js";
import type { Part } from "./part.js";

export const calibrationGap: Part = {
  id: "calibration-gap",
  title: "Calibrated choice against the best after the fact",
  lead: "Share of texts that hold and are whole (no loop, no word salad, nothing missing) with the choice that calibration made on validation queries, compared with the best of all layers, operations and positions. That best is picked on the evaluation queries themselves, so the gap is an upper bound.",
  async body({ calibrationGap: rows }) {
    if (!rows?.length) return undefined;
    const gap = signed(mean(rows.map((row) => row.gap)) * 100, 1);
    return html`<p>The mean gap is ${gap} points.</p>
${await dotPlot({
  id: "calibration-gap-plot",
  title: "Calibrated and best",
  description:
    "One row per constraint: the calibrated choice and the best one, with 95 % intervals. The table has all numbers.",
  axis: SHARES,
  series: seriesOf(["Best after the fact", "Calibrated"]),
  rows: rows.map(({ label, calibrated, best }) => ({
    label,
    dots: [...shareDot(0, best.measure), ...shareDot(1, calibrated.measure)],
  })),
})}
${table<CalibrationGap>({
  id: "calibration-gap-table",
  caption: "Calibrated choice and best choice",
  rows,
  head: { head: "Constraint", cell: ({ label }) => label },
  columns: [
    {
      head: "Choice",
      group: "Calibrated",
      cell: ({ calibrated }) => choiceText(calibrated.choice),
    },
    {
      head: "Whole texts that hold",
      group: "Calibrated",
      cell: ({ calibrated }) => shareCell(calibrated.measure),
    },
    { head: "Choice", group: "Best", cell: ({ best }) => choiceText(best.choice) },
    { head: "Whole texts that hold", group: "Best", cell: ({ best }) => shareCell(best.measure) },
    { head: "Gap, points", cell: ({ gap }) => points(gap) },
    { head: "Cells tried", cell: ({ cells }) => cells },
  ],
})}`;
  },
};
