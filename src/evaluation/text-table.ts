/** Figures as plain text. Own code: npm's tables for terminals draw frames and fold cells, which no file wants. */

/** Lines whose columns are as wide as their longest cell. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** 0.975 is "98 %". */
export function wholePercent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
