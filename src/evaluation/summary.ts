/** An evaluation as a table of plain text. */

import { type Cell, type EvaluatedModel, type Evaluation, SETTING_LABELS } from "./results.js";
import { accuracy, mcNemar, mean, wilson } from "./statistics.js";
import { textTable, wholePercent } from "./text-table.js";

/** Ends with a line feed. */
export function summarise({ meta, models, ...parts }: Evaluation): string {
  const lines = [
    `${meta.model} (${meta.file}) on ${meta.device}, ${meta.prompts}, ${meta.queries} per constraint`,
    ...models.flatMap((model) => ["", ...gridLines(model, meta.settings)]),
  ];
  if (parts.calibrationGap && parts.calibrationGap.length > 0) {
    const gap = mean(parts.calibrationGap.map(({ gap: points }) => points));
    lines.push(
      "",
      `Best cell of layers x operations x positions: ${points(gap)} above the calibrated choice on average.`,
    );
  }
  for (const { constraints, together, ratio } of parts.composition ?? []) {
    const names = constraints.map(({ label }) => label).join(" + ");
    const share = ratio === null ? "" : `, ${wholePercent(ratio)} of the product of the two alone`;
    lines.push(`${names}: both hold in ${wholePercent(accuracy(together))}${share}`);
  }
  if (meta.notes.length > 0) lines.push("", ...meta.notes);
  return `${lines.join("\n")}\n`;
}

/** One line per constraint: the share that holds in each setting, with its 95 % interval. */
function gridLines({ name, grid }: EvaluatedModel, settings: Evaluation["meta"]["settings"]) {
  const constraints = [...new Set(grid.map(({ constraint }) => constraint))];
  const cellOf = (constraint: string, setting: string) =>
    grid.find((cell) => cell.constraint === constraint && cell.setting === setting);
  const rows = constraints.map((constraint) => [
    cellOf(constraint, settings[0] ?? "none")?.label ?? constraint,
    ...settings.map((setting) => share(cellOf(constraint, setting))),
    comparison(cellOf(constraint, "none"), cellOf(constraint, "steered")),
    comparison(cellOf(constraint, "told"), cellOf(constraint, "both")),
  ]);
  const average = settings.map((setting) => {
    const cells = grid.filter((cell) => cell.setting === setting);
    return wholePercent(mean(cells.map(({ measure }) => accuracy(measure))));
  });
  return textTable([
    [name, ...settings.map((setting) => SETTING_LABELS[setting]), "p alone", "p told"],
    ...rows,
    ["Average", ...average, "", ""],
  ]);
}

function share(cell: Cell | undefined): string {
  if (!cell) return "";
  const { held, n } = cell.measure;
  const { low, high } = wilson(held, n);
  const off = cell.choice === "off" ? " (off)" : "";
  return `${wholePercent(accuracy(cell.measure))} [${Math.round(100 * low)}, ${Math.round(100 * high)}]${off}`;
}

/** The p-value of McNemar's test of steering against no steering. */
function comparison(without: Cell | undefined, steered: Cell | undefined): string {
  if (!without || !steered) return "";
  const { p } = mcNemar(without.measure.outcomes, steered.measure.outcomes);
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function points(value: number): string {
  return `${(100 * value).toFixed(1)} points`;
}
