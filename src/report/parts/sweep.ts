import type { Sweep } from "../../evaluation/results.js";
import { accuracy, wilson } from "../../evaluation/statistics.js";
import { type Html, html } from "../drawing/html.js";
import { type LinePoint, linePlot } from "../drawing/line-plot.js";
import { decimal, percent, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { foldedTable } from "../drawing/table.js";
import { choiceText } from "../drawing/words.js";
import type { Part } from "./part.js";

export const sweep: Part = {
  id: "sweep",
  title: "Strength: what more of it gains and costs",
  lead: "Share of texts that hold, and their likelihood and repetition, as the calibrated strength is multiplied by 0 (no steering) and upwards, as the dial in the sidebar does; the prompt gives no instruction.",
  async body({ sweep: sweeps }) {
    if (!sweeps?.length) return undefined;
    return html`<div class="side">${await Promise.all(sweeps.map(curves))}</div>`;
  },
};

async function curves({ label, choice, points }: Sweep, index: number): Promise<Html> {
  const named = (strength: number) =>
    strength === 1 && choice !== "off" ? { name: "calibrated" } : {};
  const shares = points.map(({ strength, measure }) => ({
    x: strength,
    y: accuracy(measure),
    ...wilson(measure.held, measure.n),
    ...named(strength),
  }));
  const likelihood = points.flatMap(({ strength, measure }): LinePoint[] => {
    const { negativeLogLikelihood: y } = measure;
    return y === null ? [] : [{ x: strength, y, ...named(strength) }];
  });
  const shared = { title: label, x: "Multiple of the calibrated strength" };
  return html`<div>
<figure>
<figcaption>${label} <small>${choiceText(choice)}</small></figcaption>
${await linePlot({
  ...shared,
  id: `sweep-${index}-shares`,
  description: "A line with its 95 % interval over strength. The table below has all numbers.",
  y: SHARES,
  points: shares,
})}
${
  likelihood.length > 0
    ? await linePlot({
        ...shared,
        id: `sweep-${index}-likelihood`,
        description: "A line over strength; higher is odder text. The table below has all numbers.",
        y: { title: "Negative log-likelihood, nats per token", format: ".2f" },
        points: likelihood,
      })
    : html`<p>No text had a likelihood.</p>`
}
</figure>
${foldedTable<Sweep["points"][number]>({
  id: `sweep-${index}-table`,
  caption: `${label}, by strength`,
  rows: points,
  head: { head: "Strength", cell: ({ strength }) => decimal(strength) },
  columns: [
    { head: "Texts that hold, with 95 % interval", cell: ({ measure }) => shareCell(measure) },
    {
      head: "Negative log-likelihood, nats per token",
      cell: ({ measure }) => decimal(measure.negativeLogLikelihood),
    },
    { head: "Repetition", cell: ({ measure }) => percent(measure.repetition) },
  ],
})}
</div>`;
}
