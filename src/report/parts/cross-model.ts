import type { CrossModel, Evaluation } from "../../evaluation/results.js";
import { dotPlot, shareDot } from "../drawing/dot-plot.js";
import { paired } from "../drawing/grid-rows.js";
import { type Html, html } from "../drawing/html.js";
import { decimal, pValue, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { table } from "../drawing/table.js";
import { modelName } from "../drawing/words.js";
import type { Part } from "./part.js";

type Row = CrossModel["rows"][number];
type Vectors = Row["cells"][number]["vectors"];

const LABELS: Readonly<Record<Vectors, string>> = {
  none: "No steering",
  own: "Its own vectors",
  other: "The other model's, as they are",
  mapped: "The other model's, through a linear map",
};
const VECTORS = Object.keys(LABELS) as Vectors[];

export const crossModel: Part = {
  id: "cross-model",
  title: "One model with the vectors of another",
  lead: "Share of texts that hold when a model is steered by its own vectors, by another model's as they are, and by another model's through a linear map fitted on the activations of shared prompts; the prompt gives no instruction. The kept vectors are those under which most texts hold and are whole; among equals, the simpler ones.",
  async body(evaluation) {
    const { crossModel: comparisons } = evaluation;
    if (!comparisons?.length) return undefined;
    return html`${await Promise.all(comparisons.map((each, i) => comparison(each, i, evaluation)))}`;
  },
};

async function comparison(
  { steered, source, rows }: CrossModel,
  index: number,
  evaluation: Evaluation,
): Promise<Html> {
  const title = `${modelName(evaluation, steered)} with the vectors of ${modelName(evaluation, source)}`;
  const present = VECTORS.filter((vectors) => rows.some((row) => measureOf(row, vectors)));
  return html`${await dotPlot({
    id: `cross-model-${index}-plot`,
    title,
    description:
      "One row per constraint, one dot per kind of vectors with its 95 % interval. The table has all numbers.",
    axis: SHARES,
    series: seriesOf(present.map((vectors) => LABELS[vectors])),
    rows: rows.map((row) => ({
      label: row.label,
      dots: present.flatMap((vectors, i) => shareDot(i, measureOf(row, vectors))),
    })),
  })}
${table<Row>({
  id: `cross-model-${index}-table`,
  caption: title,
  rows,
  head: { head: "Constraint", cell: ({ label }) => label },
  columns: [
    ...present.map((vectors) => ({
      head: LABELS[vectors],
      group: "Texts that hold, with 95 % interval",
      cell: (row: Row) => {
        const measure = measureOf(row, vectors);
        return measure ? shareCell(measure) : "not measured";
      },
    })),
    ...present
      .filter((vectors) => vectors !== "none")
      .map((vectors) => ({
        head: LABELS[vectors],
        group: "McNemar's test against no steering",
        cell: (row: Row) => {
          const test = paired(measureOf(row, "none"), measureOf(row, vectors));
          return test ? pValue(test.p) : "not measured";
        },
      })),
    { head: "Kept", cell: ({ kept }: Row) => LABELS[kept] },
    ...present.map((vectors) => ({
      head: LABELS[vectors],
      group: "Negative log-likelihood, nats per token",
      cell: (row: Row) => decimal(measureOf(row, vectors)?.negativeLogLikelihood ?? null),
    })),
  ],
})}`;
}

function measureOf({ cells }: Row, vectors: Vectors) {
  return cells.find((cell) => cell.vectors === vectors)?.measure;
}
