/** A line with its interval over a numeric axis, with named points on it. */
import type { Html } from "./html.js";
import { plot } from "./plot.js";

export interface LinePoint {
  x: number;
  y: number;
  /** The 95 % interval, where there is one. */
  low?: number;
  high?: number;
  /** Written beside the point: "chosen". */
  name?: string;
}

export interface LinePlot {
  id: string;
  title: string;
  description: string;
  x: string;
  y: { title: string; domain?: [number, number]; format: string };
  points: readonly LinePoint[];
  /** A level to compare with. */
  reference?: { y: number; name: string };
}

/** The axis of shares. */
export const SHARE_AXIS: LinePlot["y"] = {
  title: "Texts that hold",
  domain: [0, 1],
  format: ".0%",
};

export function linePlot(content: LinePlot): Promise<Html> {
  const { points, reference } = content;
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
    axis: { format: content.y.format, tickCount: 4 },
  } as const;
  const named = points.filter(({ name }) => name !== undefined);
  const middle = (Math.min(...points.map((p) => p.x)) + Math.max(...points.map((p) => p.x))) / 2;
  const label = { type: "text", color: "var(--text)", fontSize: 11 } as const;
  const halo = { ...label, stroke: "var(--page)", strokeWidth: 4, strokeJoin: "round" } as const;
  const sides = [
    { data: { values: named.filter((point) => point.x <= middle) }, align: "left", dx: 7 },
    { data: { values: named.filter((point) => point.x > middle) }, align: "right", dx: -7 },
  ] as const;
  return plot({
    id: content.id,
    title: `${content.title}: ${content.y.title.toLowerCase()}`,
    description: content.description,
    width: 240,
    height: 110,
    padding: { left: 44, right: 16, top: 28, bottom: 38 },
    layer: [
      {
        title: { text: content.y.title, anchor: "start" },
        data: { values: points.filter(({ low }) => low !== undefined) },
        mark: { type: "area", color: "var(--series-3)", opacity: 0.18 },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
      },
      {
        data: { values: reference ? [reference] : [] },
        mark: { type: "rule", color: "var(--series-1)", strokeDash: [4, 3] },
        encoding: { y },
      },
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
      ...sides.flatMap(({ data, align, dx }) =>
        [halo, label].map((mark) => ({
          data,
          mark: { ...mark, align, dx, dy: -9 },
          encoding: { x, y, text: { field: "name", type: "nominal" as const } },
        })),
      ),
      {
        data: { values: reference ? [reference] : [] },
        mark: { ...label, align: "left" as const, dy: -6 },
        encoding: { x: { value: 4 }, y, text: { field: "name", type: "nominal" as const } },
      },
    ],
  });
}
