import { type EvaluatedModel, SETTING_LABELS, type Setting } from "../../evaluation/results.js";
import { dotPlot, NARROW } from "../drawing/dot-plot.js";
import { type GridRow, gridRows } from "../drawing/grid-rows.js";
import { html } from "../drawing/html.js";
import { decimal, percent, signed } from "../drawing/numbers.js";
import { seriesOf } from "../drawing/series.js";
import { foldedTable, type Table, table } from "../drawing/table.js";
import type { Part } from "./part.js";

/** The others are compared with the first measured setting. */
export const quality: Part = {
  id: "quality",
  title: "What it costs in quality",
  lead: "Mean negative log-likelihood of the texts in nats per token, under the unsteered model given the query without the instruction, and the share of word 4-grams that repeat: lower likelihood means odder text; a very negative change or much repetition means loops.",
  async body({ meta, models }) {
    const [from, ...settings] = meta.settings;
    if (models.length === 0 || from === undefined) return undefined;
    return html`${
      settings.length > 0
        ? html`<div class="side">${await Promise.all(
            models.map((model, i) => qualityPlot(model, i, from, settings)),
          )}</div>`
        : undefined
    }
${models.map((model, i) => (i === 0 ? table : foldedTable)(qualityTable(model, i, from, settings)))}`;
  },
};

function qualityPlot(
  { name, grid }: EvaluatedModel,
  index: number,
  from: Setting,
  settings: readonly Setting[],
) {
  return dotPlot({
    id: `quality-plot-${index}`,
    width: NARROW,
    title: name,
    description: `One row per constraint, one dot per setting: the change in negative log-likelihood from "${SETTING_LABELS[from]}". Right of zero is odder text. The table has all numbers.`,
    axis: { title: "Change, nats per token", format: "+.1f" },
    // The settings keep their colours from part 1.
    series: seriesOf([from, ...settings].map((setting) => SETTING_LABELS[setting])),
    rows: gridRows(grid).map(({ subject, cells }) => ({
      label: subject.label,
      dots: settings.flatMap((setting, i) => {
        const value = change(cells, from, setting);
        return value === null ? [] : [{ series: i + 1, value }];
      }),
    })),
  });
}

function qualityTable(
  { name, grid }: EvaluatedModel,
  index: number,
  from: Setting,
  settings: readonly Setting[],
): Table<GridRow> {
  return {
    id: `quality-table-${index}`,
    caption: `${name}: likelihood and repetition`,
    rows: gridRows(grid),
    head: { head: "Constraint", cell: ({ subject }) => subject.label },
    columns: [
      {
        head: SETTING_LABELS[from],
        group: "Negative log-likelihood, nats per token",
        cell: ({ cells }) => decimal(cells[from]?.measure.negativeLogLikelihood ?? null),
      },
      ...settings.map((setting) => ({
        head: SETTING_LABELS[setting],
        group: "Negative log-likelihood, nats per token",
        cell: ({ cells }: GridRow) =>
          html`${decimal(cells[setting]?.measure.negativeLogLikelihood ?? null)} <small>${signed(change(cells, from, setting))}</small>`,
      })),
      ...[from, ...settings].map((setting) => ({
        head: SETTING_LABELS[setting],
        group: "Repetition",
        cell: ({ cells }: GridRow) => {
          const measure = cells[setting]?.measure;
          return measure ? percent(measure.repetition) : "not measured";
        },
      })),
    ],
  };
}

function change(cells: GridRow["cells"], from: Setting, to: Setting): number | null {
  const [a, b] = [from, to].map((setting) => cells[setting]?.measure.negativeLogLikelihood);
  return typeof a === "number" && typeof b === "number" ? b - a : null;
}
