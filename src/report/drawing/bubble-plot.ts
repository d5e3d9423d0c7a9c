/** Shows how often whole numbers occur: one row per subject, one disc per number. */
import type { Html } from "./html.js";
import { labelColumn } from "./label-column.js";
import { plot } from "./plot.js";

export interface BubblePlot {
  id: string;
  title: string;
  description: string;
  x: string;
  rows: readonly { label: string; values: readonly number[]; mark: number | undefined }[];
}

/** Pixels. */
const WIDTH = 220;
const ROW_HEIGHT = 30;

export function bubblePlot({ id, title, description, x: xTitle, rows }: BubblePlot): Promise<Html> {
  const labels = labelColumn(
    rows.map(({ label }) => label),
    ROW_HEIGHT,
  );
  const discs = rows.flatMap(({ values }, row) =>
    [...new Set(values)].map((value) => ({
      value,
      y: labels.centre(row),
      texts: values.filter((each) => each === value).length,
    })),
  );
  const marks = rows.flatMap(({ mark: value }, row) =>
    value === undefined ? [] : [{ value, y: row * ROW_HEIGHT + 2, y2: (row + 1) * ROW_HEIGHT - 2 }],
  );
  const { y } = labels;
  const x = {
    field: "value",
    type: "quantitative",
    title: xTitle,
    scale: { domainMin: 0, nice: false, padding: 12 },
    axis: { format: "d", tickMinStep: 1, tickCount: 8 },
  } as const;
  return plot({
    id,
    title,
    description,
    width: WIDTH,
    height: labels.height,
    padding: { left: labels.width, right: 18, top: 4, bottom: 38 },
    layer: [
      ...labels.layer,
      {
        data: { values: discs },
        mark: { type: "circle", color: "var(--series-2)", opacity: 0.7 },
        encoding: {
          x,
          y,
          size: {
            field: "texts",
            type: "quantitative",
            scale: {
              domain: [0, Math.max(1, ...discs.map(({ texts }) => texts))],
              range: [0, 360],
            },
            legend: null,
          },
        },
      },
      {
        data: { values: marks },
        mark: { type: "rule", color: "var(--text)", strokeWidth: 2 },
        encoding: { x, y, y2: { field: "y2" } },
      },
    ],
  });
}
