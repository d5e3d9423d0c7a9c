/** Points of several groups in a plane, with each group's name at its middle. */
import type { Html } from "./html.js";
import { plot } from "./plot.js";
import type { Series } from "./series.js";

export interface ScatterPlot {
  id: string;
  title: string;
  description: string;
  axes: readonly [string, string];
  series: readonly Series[];
  groups: readonly {
    label: string;
    /** Index of the series. */
    series: number;
    middle: readonly [number, number];
    points: readonly (readonly [number, number])[];
  }[];
}

export function scatterPlot(content: ScatterPlot): Promise<Html> {
  const { id, title, description, axes, series, groups } = content;
  const points = groups.flatMap(({ points, series }) => points.map(([x, y]) => ({ x, y, series })));
  const names = groups
    .filter(({ points }) => points.length > 0)
    .map(({ label, middle: [x, y] }) => ({ x, y, label }));
  const axis = (field: "x" | "y", name: string) =>
    ({
      field,
      type: "quantitative",
      title: name,
      scale: { zero: false, nice: true },
      axis: { tickCount: 4 },
    }) as const;
  const x = axis("x", axes[0]);
  const y = axis("y", axes[1]);
  const domain = [...series.keys()];
  const told = { field: "series", type: "nominal", legend: null } as const;
  const text = { field: "label", type: "nominal" } as const;
  const name = { type: "text", color: "var(--text)", fontSize: 12 } as const;
  return plot({
    id,
    title,
    description,
    width: 290,
    height: 250,
    padding: { left: 56, right: 16, top: 8, bottom: 42 },
    layer: [
      {
        data: { values: points },
        mark: { type: "point", filled: true, opacity: 0.75, size: 36 },
        encoding: {
          x,
          y,
          color: { ...told, scale: { domain, range: series.map(({ colour }) => colour) } },
          shape: { ...told, scale: { domain, range: series.map(({ shape }) => shape) } },
        },
      },
      {
        data: { values: names },
        mark: { ...name, stroke: "var(--page)", strokeWidth: 4, strokeJoin: "round" },
        encoding: { x, y, text },
      },
      { data: { values: names }, mark: name, encoding: { x, y, text } },
    ],
  });
}
