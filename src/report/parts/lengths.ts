import type { LengthRow } from "../../evaluation/results.js";
import { mean } from "../../evaluation/statistics.js";
import { bubblePlot } from "../drawing/bubble-plot.js";
import { html } from "../drawing/html.js";
import { decimal, median, percent, shareCell } from "../drawing/numbers.js";
import { table } from "../drawing/table.js";
import type { Part } from "./part.js";

export const lengths: Part = {
  id: "lengths",
  title: "Lengths",
  lead: "Number of sentences and words in texts each steered with one length vector, for one to five sentences, conciseness and verbosity; the prompt does not mention a length.",
  async body({ lengths: rows }) {
    if (!rows?.length) return undefined;
    return html`<figure>
<figcaption>Sentences per text</figcaption>
${await bubblePlot({
  id: "lengths-plot",
  title: "Sentences per text",
  description:
    "One row per vector. A disc's area is the number of texts with that many sentences; a vertical line marks the number asked for. The table has all numbers.",
  x: "Sentences",
  rows: rows.map(({ label, sentences, wanted }) => ({ label, values: sentences, mark: wanted })),
})}
</figure>
${table<LengthRow>({
  id: "lengths-table",
  caption: "Texts steered with one length vector",
  rows,
  head: { head: "Vector", cell: ({ label }) => label },
  columns: [
    { head: "Texts", cell: ({ sentences }) => sentences.length },
    { head: "Mean sentences", cell: ({ sentences }) => average(sentences, mean) },
    { head: "Median sentences", cell: ({ sentences }) => average(sentences, median) },
    { head: "With the number asked for", cell: asAsked },
    { head: "Mean words", cell: ({ words }) => average(words, mean) },
    { head: "Median words", cell: ({ words }) => average(words, median) },
    {
      head: "Negative log-likelihood, nats per token",
      cell: ({ negativeLogLikelihood }) => decimal(negativeLogLikelihood),
    },
    { head: "Repetition", cell: ({ repetition }) => percent(repetition) },
  ],
})}`;
  },
};

function average(values: readonly number[], of: (values: readonly number[]) => number): string {
  return values.length === 0 ? "no texts" : decimal(of(values), 1);
}

function asAsked({ sentences, wanted }: LengthRow) {
  if (wanted === undefined) return "no number asked for";
  const held = sentences.filter((each) => each === wanted).length;
  return shareCell({ held, n: sentences.length });
}
