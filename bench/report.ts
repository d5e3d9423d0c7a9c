/**
 * The results of a benchmark, in one form for all: printed as tables, or as JSON for
 * docs/performance.md.
 */
import { z } from "zod";
import { machineSchema } from "./machine.js";

const cellSchema = z.union([z.string(), z.number()]);

const tableSchema = z.object({
  title: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(cellSchema)),
  /** Numeric columns worth plotting over the first column. */
  plot: z
    .object({
      columns: z.array(z.string()),
      x: z.string(),
      y: z.string(),
      logarithmic: z.boolean(),
    })
    .optional(),
});

const boundSchema = z.object({
  claim: z.string(),
  /** Such as "at least 0.98". */
  bound: z.string(),
  measured: z.number(),
  holds: z.boolean(),
});

export const benchReportSchema = z.object({
  /** As in the npm script: `bench:NAME`. */
  name: z.string(),
  /** What was measured, and how: a sentence or two. */
  about: z.string(),
  machine: machineSchema,
  tables: z.array(tableSchema),
  bounds: z.array(boundSchema),
});

export type Table = z.infer<typeof tableSchema>;
export type Bound = z.infer<typeof boundSchema>;
export type BenchReport = z.infer<typeof benchReportSchema>;

export function atLeast(claim: string, bound: number, measured: number): Bound {
  return {
    claim,
    bound: `at least ${bound}`,
    measured: rounded(measured),
    holds: measured >= bound,
  };
}

export function atMost(claim: string, bound: number, measured: number): Bound {
  return {
    claim,
    bound: `at most ${bound}`,
    measured: rounded(measured),
    holds: measured <= bound,
  };
}

/** At least three significant digits, so that a ratio near 1 keeps its third decimal. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100
    ? Math.round(value)
    : Number(value.toPrecision(Math.abs(value) < 1 ? 3 : 4));
}

/** Prints a report, as JSON with `--json`. */
export function show(report: BenchReport, asJson: boolean | undefined): void {
  if (asJson) {
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  const { machine } = report;
  console.log(report.about);
  console.log(
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGB} GB, load ${machine.load}, on ${machine.device}`,
  );
  for (const table of report.tables) console.log(`\n${table.title}\n${aligned(table)}`);
  if (report.bounds.length > 0) console.log("");
  for (const { claim, bound, measured, holds } of report.bounds) {
    console.log(`${holds ? "held  " : "MISSED"}  ${claim}: ${measured} (${bound})`);
  }
}

function aligned({ columns, rows }: Table): string {
  const lines = [columns, ...rows.map((row) => row.map(String))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join("  "),
    )
    .join("\n");
}
