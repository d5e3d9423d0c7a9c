/** A standalone picture of how a figure grows: a table's columns as lines over its first column. */
import { type Marks, plot } from "../src/report/drawing/plot.js";
import type { Table } from "./report.js";

const WIDTH = 460;
const HEIGHT = 200;
const COLOURS = ["var(--series-1)", "var(--series-2)", "var(--series-3)"];

/** Readable on light and dark pages; the library's plots take their colours from the page. */
const STYLE = `<style>
svg { --text: #24292f; --axis: #6e7781; --grid: #d0d7de; --series-1: #0969da; --series-2: #bc4c00; --series-3: #1a7f37; font-family: system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --text: #e6edf3; --axis: #8b949e; --grid: #30363d; --series-1: #58a6ff; --series-2: #f0883e; --series-3: #3fb950; } }
</style>`;

/** The content of an SVG file; undefined for a table without a plot. */
export async function growthPlot(id: string, table: Table): Promise<string | undefined> {
  if (!table.plot) return undefined;
  const { columns, x, y, logarithmic } = table.plot;
  const series = columns.map((column) => {
    const at = table.columns.indexOf(column);
    return table.rows.map((row) => ({ x: Number(row[0]), y: Number(row[at]), series: column }));
  });
  const type = logarithmic ? ("log" as const) : ("linear" as const);
  const across = {
    field: "x",
    type: "quantitative",
    title: x,
    scale: { type, nice: false, ...(logarithmic ? { base: 2 } : { zero: false }) },
    axis: { grid: false, values: series[0]?.map((point) => point.x) ?? [], format: "d" },
  } as const;
  const up = {
    field: "y",
    type: "quantitative",
    title: y,
    scale: { type, ...(!logarithmic && { zero: true }) },
  } as const;
  const layer: Marks = series.flatMap((values, i) => {
    const color = COLOURS[i % COLOURS.length] ?? "var(--text)";
    const name = { field: "series", type: "nominal" } as const;
    return [
      {
        data: { values },
        mark: { type: "line" as const, color, strokeWidth: 2 },
        encoding: { x: across, y: up },
      },
      {
        data: { values },
        mark: { type: "point" as const, filled: true, opacity: 1, size: 26, color },
        encoding: { x: across, y: up },
      },
      // A single line needs no name.
      ...(series.length < 2
        ? []
        : [
            {
              data: { values: values.slice(-1) },
              mark: { type: "text" as const, align: "left" as const, dx: 8, color, fontSize: 11 },
              encoding: { x: across, y: up, text: name },
            },
          ]),
    ];
  });
  const { markup } = await plot({
    id,
    title: table.title,
    description: `${y}, by ${x.toLowerCase()}; the same figures stand in the table.`,
    width: WIDTH,
    height: HEIGHT,
    padding: { left: 64, right: series.length > 1 ? 100 : 20, top: 12, bottom: 44 },
    layer,
  });
  return `${markup.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"').replace(">", `>\n${STYLE}`)}`;
}
