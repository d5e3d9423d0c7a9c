/** A line with its interval over a numeric axis, with some of its points named. */
import type { Html } from "./html.js";
import { plot, type ValueAxis } from "./plot.js";

export interface LinePoint {
  x: number;
  y: number;
  /** The 95 % interval, if there is one. */
  low?: number;
  high?: number;
  /** Written above the point: "chosen". */
  name?: string;
}

export interface LinePlot {
  id: string;
  title: string;
  description: string;
  x: string;
  /** Without a domain the axis fits the values. */
  y: ValueAxis;
  points: readonly LinePoint[];
  /** A level for comparison, drawn dashed. */
  reference?: number;
}

/** Pixels. */
const HEIGHT = 110;
const NAME_HEIGHT = 13;

export function linePlot(content: LinePlot): Promise<Html> {
  const { points, reference } = content;
  const named = points.filter(({ name }) => name !== undefined);
  // Names go to the left of their line, unless the vertical axis is too close.
  const places = points.map((point) => point.x);
  const start = Math.min(...places);
  const nearAxis = start + (Math.max(...places) - start) / 4;
  const namesHeight = named.length * NAME_HEIGHT;
  const x = {
    field: "x",
    type: "quantitative",
    title: content.x,
    scale: { zero: false, nice: false, padding: 6 },
    axis: { grid: false, tickCount: 6 },
  } as const;
  const y = {
    field: "y",
    type: "quantitative",
    title: null,
    scale: content.y.domain ? { domain: content.y.domain } : { zero: false },
    axis: {
      format: content.y.format,
      ...(content.y.ticks ? { values: content.y.ticks } : { tickCount: 4 }),
    },
  } as const;
  const label = { type: "text", color: "var(--text)", fontSize: 11 } as const;
  const text = { field: "name", type: "nominal" } as const;
  return plot({
    id: content.id,
    title: `${content.title}: ${content.y.title.toLowerCase()}`,
    description: content.description,
    width: 240,
    height: HEIGHT,
    padding: { left: 48, right: 16, top: 28 + namesHeight, bottom: 38 },
    layer: [
      {
        data: { values: [{ name: content.y.title }] },
        mark: { ...label, fontSize: 12, align: "left" },
        encoding: { x: { value: 0 }, y: { value: -12 - namesHeight }, text },
      },
      {
        data: { values: points.filter(({ low }) => low !== undefined) },
        mark: { type: "area", color: "var(--series-3)", opacity: 0.18 },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        data: { values: reference === undefined ? [] : [{ y: reference }] },
        mark: { type: "rule", color: "var(--series-1)", strokeWidth: 1.5, strokeDash: [4, 3] },
        encoding: { y },
      },
      // One above the other, so that neighbours do not collide.
      ...named.flatMap((point, i) => {
        const data = { values: [point] };
        const top = { value: -i * NAME_HEIGHT };
        return [
          {
            data,
            mark: { type: "rule" as const, color: "var(--axis)" },
            encoding: { x, y: top, y2: { value: HEIGHT } },
          },
          {
            data,
            mark:
              point.x < nearAxis
                ? { ...label, align: "left" as const, dx: -3, dy: -7 }
                : { ...label, align: "right" as const, dx: 3, dy: -7 },
            encoding: { x, y: top, text },
          },
        ];
      }),
      {
        data: { values: points },
        mark: { type: "line", color: "var(--series-3)", strokeWidth: 2 },
        encoding: { x, y },
      },
      {
        data: { values: points },
        mark: { type: "point", filled: true, opacity: 1, size: 24, color: "var(--series-3)" },
        encoding: { x, y },
      },
      {
        data: { values: named },
        mark: { type: "point", shape: "diamond", opacity: 1, size: 110, color: "var(--text)" },
        encoding: { x, y },
      },
    ],
  });
}
