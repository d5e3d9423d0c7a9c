/** The report's first page: the results in a table and a few sentences. */

import {
  type EvaluatedModel,
  type Evaluation,
  SETTING_LABELS,
  type Setting,
} from "../evaluation/results.js";
import { accuracy, mean } from "../evaluation/statistics.js";
import { type GridRow, gridRows, paired } from "./drawing/grid-rows.js";
import { type Html, html } from "./drawing/html.js";
import { count, list, percent, points, UNKNOWN } from "./drawing/numbers.js";
import { table } from "./drawing/table.js";

/**
 * How much telling and steering may lose against telling alone, as a share, before it is called
 * worse.
 */
const TOLERANCE = 0.01;
const SIGNIFICANT = 0.05;

export function summary({ meta, models }: Evaluation): Html {
  const [model] = models;
  const rows = gridRows(model?.grid ?? []);
  const measured = meta.settings;
  return html`${table<EvaluatedModel>({
    id: "summary-means",
    caption: `Mean share of texts that hold, over ${count(rows.length, "constraint")}`,
    rows: models,
    head: { head: "Model", cell: ({ name, role }) => html`${name} <small>${role}</small>` },
    columns: measured.map((setting) => ({
      head: SETTING_LABELS[setting],
      cell: ({ grid }: EvaluatedModel) => meanShare(gridRows(grid), setting),
    })),
  })}
<ul>${[
    steeringAlone(rows),
    steeringAndTelling(rows),
    leftOff(rows),
    html`These are statements about ${meta.model}. Part 1 names every constraint.`,
  ].map((sentence) => (sentence ? html`<li>${sentence}</li>` : undefined))}</ul>`;
}

function meanShare(rows: readonly GridRow[], setting: Setting): string {
  const shares = rows.flatMap(({ cells }) => {
    const measure = cells[setting]?.measure;
    return measure && measure.n > 0 ? [accuracy(measure)] : [];
  });
  return shares.length === 0 ? UNKNOWN : percent(mean(shares));
}

interface Comparison {
  label: string;
  /** Share of the second setting minus that of the first. */
  gain: number;
  p: number;
}

/** Constraints that were measured in both settings on the same queries. */
function compare(rows: readonly GridRow[], from: Setting, to: Setting): Comparison[] {
  return rows.flatMap(({ subject, cells }) => {
    const [a, b] = [cells[from]?.measure, cells[to]?.measure];
    const test = paired(a, b);
    if (!a || !b || !test) return [];
    return [{ label: subject.label, gain: accuracy(b) - accuracy(a), p: test.p }];
  });
}

function steeringAlone(rows: readonly GridRow[]): Html | undefined {
  const compared = compare(rows, "none", "steered");
  if (compared.length === 0) return undefined;
  const better = compared.filter(({ gain }) => gain > 0);
  const certain = better.filter(({ p }) => p < SIGNIFICANT);
  const worse = compared.filter(({ gain }) => gain < 0);
  return html`Steering alone is better than nothing on ${better.length} of ${count(compared.length, "constraint")}, on ${certain.length} of them with p below ${SIGNIFICANT}. ${named("It is worse on", worse)}`;
}

function steeringAndTelling(rows: readonly GridRow[]): Html | undefined {
  const compared = compare(rows, "told", "both");
  if (compared.length === 0) return undefined;
  const better = compared.filter(({ gain }) => gain > 0);
  const worse = compared.filter(({ gain }) => gain < -TOLERANCE);
  return html`Steering on top of the instruction is better than the instruction on ${better.length} of ${count(compared.length, "constraint")}. ${named("It is worse by more than one point on", worse)}`;
}

function named(start: string, worse: readonly Comparison[]): string {
  if (worse.length === 0) return `${start} none.`;
  return `${start} ${list(worse.map(({ label, gain }) => `${label} (${points(gain)} points)`))}.`;
}

function leftOff(rows: readonly GridRow[]): Html | undefined {
  const off = rows.filter(({ cells }) => cells.steered?.choice === "off");
  if (off.length === 0) return undefined;
  const labels = list(off.map(({ subject }) => subject.label));
  return html`Calibration leaves steering off, because it did not help without an instruction, for ${labels}.`;
}
