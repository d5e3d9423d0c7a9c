import {
  type EvaluatedModel,
  type Evaluation,
  SETTING_LABELS,
  type Setting,
} from "../../evaluation/results.js";
import { accuracy } from "../../evaluation/statistics.js";
import { dotPlot, NARROW, shareDot } from "../drawing/dot-plot.js";
import { type GridRow, gridRows, jointRows, paired } from "../drawing/grid-rows.js";
import { type Html, html } from "../drawing/html.js";
import { count, percent, pValue, shareCell } from "../drawing/numbers.js";
import { SHARES } from "../drawing/plot.js";
import { seriesOf } from "../drawing/series.js";
import { type Column, foldedTable, type Table, table } from "../drawing/table.js";
import { choiceText } from "../drawing/words.js";
import type { Part } from "./part.js";

export const grid: Part = {
  id: "grid",
  title: "Every constraint in every setting",
  lead: "Share of texts that hold the constraint, judged by its verifier, when the same queries are written without and with the instruction in the prompt, and without and with steering.",
  async body({ meta, models }) {
    if (models.length === 0) return undefined;
    const { settings } = meta;
    return html`<div class="side">${await Promise.all(
      models.map((model, i) => gridPlot(model, i, settings)),
    )}</div>
${models.length > 1 ? table(sideBySide(models, settings)) : undefined}
${models.map((model, i) => (i === 0 ? table : foldedTable)(gridTable(model, i, settings)))}
${chanceNote(models)}`;
  },
};

function gridPlot(model: EvaluatedModel, index: number, settings: readonly Setting[]) {
  return dotPlot({
    id: `grid-plot-${index}`,
    width: NARROW,
    title: model.name,
    description: `One row per constraint, one dot per setting with its 95 % interval. The table has all numbers.`,
    axis: SHARES,
    series: seriesOf(settings.map((setting) => SETTING_LABELS[setting])),
    rows: gridRows(model.grid).map(({ subject, cells }) => ({
      label: subject.label,
      dots: settings.flatMap((setting, i) => shareDot(i, cells[setting]?.measure)),
    })),
  });
}

type JointRow = ReturnType<typeof jointRows>[number];

function sideBySide(
  models: readonly EvaluatedModel[],
  settings: readonly Setting[],
): Table<JointRow> {
  return {
    id: "grid-side-by-side",
    caption: "The models side by side: share of texts that hold",
    rows: jointRows(models),
    head: { head: "Constraint", cell: ({ subject }) => subject.label },
    columns: models.flatMap(({ name }, i) =>
      settings.map((setting) => ({
        head: SETTING_LABELS[setting],
        group: name,
        cell: ({ cells }: JointRow) => {
          const measure = cells[i]?.[setting]?.measure;
          return measure ? percent(accuracy(measure)) : "not measured";
        },
      })),
    ),
  };
}

function gridTable(
  { name, grid }: EvaluatedModel,
  index: number,
  settings: readonly Setting[],
): Table<GridRow> {
  const shares = settings.map((setting) => ({
    head: SETTING_LABELS[setting],
    group: "Texts that hold, with 95 % interval",
    cell: ({ cells }: GridRow) => {
      const cell = cells[setting];
      return cell ? shareCell(cell.measure) : "not measured";
    },
  }));
  const choices = (["steered", "both"] as const)
    .filter((setting) => settings.includes(setting))
    .map((setting) => ({
      head: SETTING_LABELS[setting],
      group: "How it is steered",
      cell: ({ cells }: GridRow) => html`<small>${choiceText(cells[setting]?.choice)}</small>`,
    }));
  return {
    id: `grid-table-${index}`,
    caption: `${name}: texts that hold, and what steering changed`,
    rows: gridRows(grid),
    head: { head: "Constraint", cell: ({ subject }) => subject.label },
    columns: [
      ...shares,
      comparison("none", "steered", "Steering only against no instruction"),
      comparison("told", "both", "Instruction and steering against instruction"),
      ...choices,
    ],
  };
}

function comparison(from: Setting, to: Setting, head: string): Column<GridRow> {
  return {
    head,
    group: "McNemar's test",
    cell: ({ cells }) => {
      const test = paired(cells[from]?.measure, cells[to]?.measure);
      if (!test) return "not measured";
      return html`${pValue(test.p)} <small>better on ${test.onlyB}, worse on ${test.onlyA}</small>`;
    },
  };
}

/** With many tests, some are significant by chance. */
function chanceNote(models: Evaluation["models"]): Html {
  const tests = 2 * models.reduce((sum, model) => sum + gridRows(model.grid).length, 0);
  return html`<p>The p-values are not corrected for their number: of ${count(tests, "test")}, about ${Math.round(tests * 0.05)} would be below 0.05 by chance if steering did nothing.</p>`;
}
