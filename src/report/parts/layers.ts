import type { Evaluation, Layers } from "../../evaluation/results.js";
import { accuracy, wilson } from "../../evaluation/statistics.js";
import { gridRows } from "../drawing/grid-rows.js";
import { type Html, html } from "../drawing/html.js";
import { linePlot } from "../drawing/line-plot.js";
import { decimal, percent, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { foldedTable } from "../drawing/table.js";
import { choiceText } from "../drawing/words.js";
import type { Part } from "./part.js";

export const layers: Part = {
  id: "layers",
  title: "Why this layer",
  lead: "Share of texts that hold when the vector acts at each layer in turn, everything else as calibrated; layers are numbered from 0, and the prompt gives no instruction.",
  async body(evaluation) {
    const { layers: curves } = evaluation;
    if (!curves?.length) return undefined;
    return html`<div class="side">${await Promise.all(
      curves.map((each, i) => curve(each, i, evaluation)),
    )}</div>`;
  },
};

async function curve(
  { constraint, label, choice, points, bestLayer }: Layers,
  index: number,
  { models }: Evaluation,
): Promise<Html> {
  const chosen = choice === "off" ? undefined : choice.layer;
  const remark = (layer: number) =>
    [layer === chosen ? "chosen" : [], layer === bestLayer ? "best" : []].flat().join(" and ");
  const unsteered = gridRows(models[0]?.grid ?? []).find(
    ({ subject }) => subject.constraint === constraint,
  )?.cells.none?.measure;
  return html`<div>
<figure>
<figcaption>${label} <small>${choiceText(choice)}${unsteered ? "; dashed: no steering" : ""}</small></figcaption>
${await linePlot({
  id: `layers-${index}-plot`,
  title: label,
  description: `A line with its 95 % interval over layers; the best is layer ${bestLayer}, ${chosen === undefined ? "none was chosen" : `the chosen one is layer ${chosen}`}. The table below has all numbers.`,
  x: "Layer",
  y: SHARES,
  points: points.map(({ layer, measure }) => ({
    x: layer,
    y: accuracy(measure),
    ...wilson(measure.held, measure.n),
    ...(remark(layer) ? { name: remark(layer) } : {}),
  })),
  ...(unsteered ? { reference: accuracy(unsteered) } : {}),
})}
</figure>
${foldedTable<Layers["points"][number]>({
  id: `layers-${index}-table`,
  caption: `${label}, by layer`,
  rows: points,
  head: { head: "Layer", cell: ({ layer }) => html`${layer} <small>${remark(layer)}</small>` },
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
