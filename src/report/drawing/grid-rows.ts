/** The grid of one model, arranged by constraint. */
import type { Cell, EvaluatedModel, Measure, Setting, Subject } from "../../evaluation/results.js";
import { mcNemar, type PairedComparison } from "../../evaluation/statistics.js";

export interface GridRow {
  subject: Subject;
  cells: Partial<Record<Setting, Cell>>;
}

/** One row per constraint, in the order of the grid. */
export function gridRows(grid: readonly Cell[]): GridRow[] {
  const rows = new Map<string, GridRow>();
  for (const cell of grid) {
    const row = rows.get(cell.constraint) ?? { subject: cell, cells: {} };
    row.cells[cell.setting] = cell;
    rows.set(cell.constraint, row);
  }
  return [...rows.values()];
}

/** Every constraint that any model was evaluated on, with each model's cells. */
export function jointRows(models: readonly EvaluatedModel[]) {
  const byModel = models.map(({ grid }) => gridRows(grid));
  const subjects = new Map(byModel.flat().map(({ subject }) => [subject.constraint, subject]));
  return [...subjects.values()].map((subject) => ({
    subject,
    cells: byModel.map(
      (rows) => rows.find((row) => row.subject.constraint === subject.constraint)?.cells ?? {},
    ),
  }));
}

/** The paired test of two measures; undefined if they are not on the same queries. */
export function paired(
  a: Measure | undefined,
  b: Measure | undefined,
): PairedComparison | undefined {
  if (!a || !b || a.outcomes.length !== b.outcomes.length) return undefined;
  return mcNemar(a.outcomes, b.outcomes);
}
