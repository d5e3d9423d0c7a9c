/** Rows of dots with intervals: one row per subject, one dot per series. */
import type { Measure } from "../../evaluation/results.js";
import { wilson } from "../../evaluation/statistics.js";
import { type Html, html } from "./html.js";
import { labelColumn } from "./label-column.js";
import { plot, type ValueAxis } from "./plot.js";
import { key, type Series } from "./series.js";

export interface Dot {
  /** Index of the series. */
  series: number;
  value: number;
  /** The 95 % interval, if there is one. */
  low?: number;
  high?: number;
}

export interface DotPlot {
  id: string;
  title: string;
  description: string;
  /** Without a domain the axis fits the values and 0. */
  axis: ValueAxis;
  series: readonly Series[];
  rows: readonly { label: string; dots: readonly Dot[] }[];
  /** Of the drawing area, pixels; narrow ones fit side by side. */
  width?: number;
}

/** A share with its interval; nothing if there are no texts. */
export function shareDot(series: number, measure: Measure | undefined): Dot[] {
  if (!measure || measure.n === 0) return [];
  const { held, n } = measure;
  return [{ series, value: held / n, ...wilson(held, n) }];
}

/** Width in pixels of a drawing area that allows three side by side. */
export const NARROW = 190;

/** Pixels. */
const WIDTH = 260;
const DOT_STEP = 6;
const ROW_GAP = 8;
/** Two-line names fit into the lowest row. */
const MIN_ROW = 28;

/** The figure: caption, key, picture. */
export async function dotPlot(content: DotPlot): Promise<Html> {
  const { id, title, description, axis, series, rows, width = WIDTH } = content;
  const labels = labelColumn(
    rows.map(({ label }) => label),
    Math.max(MIN_ROW, series.length * DOT_STEP + ROW_GAP),
  );
  const dots = rows.flatMap(({ dots }, row) =>
    dots.map((dot) => ({
      ...dot,
      y: labels.centre(row) + (dot.series - (series.length - 1) / 2) * DOT_STEP,
    })),
  );
  const { y } = labels;
  const x = {
    field: "value",
    type: "quantitative",
    title: axis.title,
    scale: axis.domain ? { domain: axis.domain } : { zero: true },
    axis: { format: axis.format, ...(axis.ticks ? { values: axis.ticks } : { tickCount: 4 }) },
  } as const;
  const domain = [...series.keys()];
  const told = { field: "series", type: "nominal", legend: null } as const;
  const color = { ...told, scale: { domain, range: series.map(({ colour }) => colour) } };
  const shape = { ...told, scale: { domain, range: series.map((each) => each.shape) } };
  const svg = await plot({
    id,
    title,
    description,
    width,
    height: labels.height,
    padding: { left: labels.width, right: 22, top: 4, bottom: 38 },
    layer: [
      ...labels.layer,
      {
        data: { values: axis.domain ? [] : [{ value: 0 }] },
        mark: { type: "rule", color: "var(--axis)" },
        encoding: { x },
      },
      {
        data: { values: dots.filter(({ low }) => low !== undefined) },
        mark: { type: "rule", strokeWidth: 1.5 },
        encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" }, color },
      },
      {
        data: { values: dots },
        mark: { type: "point", filled: true, opacity: 1, size: 44 },
        encoding: { y, x, color, shape },
      },
    ],
  });
  return html`<figure>
<figcaption>${title}</figcaption>
${series.length > 1 ? key(series) : undefined}
${svg}
</figure>`;
}
