/** The names of a plot's rows, to the left of its drawing area, over alternating stripes. */
import type { Marks } from "./plot.js";

/** Pixels. */
const LINE_HEIGHT = 12;
const FONT_SIZE = 11;
/** Width of a character, estimated generously because there is nothing to measure text with. */
const CHARACTER = 6.2;
const GAP = 8;
/** Characters. */
const LINE_LENGTH = 26;

export interface LabelColumn {
  /** Room that the names take, pixels. */
  width: number;
  /** Of all rows, pixels. */
  height: number;
  /** Encoding of the vertical axis: the field `y` is in pixels from the top. */
  y: typeof pixels & { scale: { domain: [number, number]; nice: false } };
  /** Vertical middle of a row, pixels. */
  centre(row: number): number;
  layer: Marks;
}

const pixels = { field: "y", type: "quantitative", axis: null } as const;

export function labelColumn(names: readonly string[], rowHeight: number): LabelColumn {
  const height = names.length * rowHeight;
  const centre = (row: number) => (row + 0.5) * rowHeight;
  const y: LabelColumn["y"] = { ...pixels, scale: { domain: [height, 0], nice: false } };
  const labels = names.map((name, row) => ({ lines: twoLines(name), y: centre(row) }));
  const stripes = names
    .map((_, row) => ({ y: row * rowHeight, y2: (row + 1) * rowHeight }))
    .filter((_, row) => row % 2 === 0);
  const longest = Math.max(0, ...labels.flatMap(({ lines }) => lines.map((line) => line.length)));
  return {
    width: Math.ceil(longest * CHARACTER) + GAP + 4,
    height,
    y,
    centre,
    layer: [
      {
        data: { values: stripes },
        mark: { type: "rect", color: "var(--stripe)" },
        encoding: { y, y2: { field: "y2" } },
      },
      // One line at a time: the vertical middle of a multi-line text would be that of its first
      // line.
      {
        data: {
          values: labels.flatMap(({ lines, y: middle }) =>
            lines.map((line, i) => ({
              line,
              y: middle + (i - (lines.length - 1) / 2) * LINE_HEIGHT,
            })),
          ),
        },
        mark: {
          type: "text",
          align: "right",
          baseline: "middle",
          color: "var(--text)",
          fontSize: FONT_SIZE,
        },
        encoding: { y, x: { value: -GAP }, text: { field: "line", type: "nominal" } },
      },
    ],
  };
}

/** At most two lines; the whole name is in the table. */
function twoLines(name: string): string[] {
  if (name.length <= LINE_LENGTH) return [name];
  const space = name.lastIndexOf(" ", LINE_LENGTH);
  const first = space > 0 ? name.slice(0, space) : name.slice(0, LINE_LENGTH);
  const rest = name.slice(first.length).trim();
  return [first, rest.length <= LINE_LENGTH ? rest : `${rest.slice(0, LINE_LENGTH - 1)}…`];
}
