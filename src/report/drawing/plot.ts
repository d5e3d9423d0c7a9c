/** Plots: Vega-Lite marks become one inline SVG with a title and a description. */
import type { Config, TopLevelSpec } from "vega-lite";
import { Html, html } from "./html.js";

export type Marks = Extract<TopLevelSpec, { layer: unknown }>["layer"];

/** How values are placed and written; without a domain, the axis fits the values. */
export interface ValueAxis {
  title: string;
  domain?: [number, number];
  ticks?: number[];
  format: string;
}

/** The axis of shares. */
export const SHARES: ValueAxis = {
  title: "Texts that hold",
  domain: [0, 1],
  ticks: [0, 0.25, 0.5, 0.75, 1],
  format: ".0%",
};

export interface Plot {
  /** Unique in the report. */
  id: string;
  title: string;
  /** What somebody who cannot see the plot should know. */
  description: string;
  /** Size of the drawing area, CSS pixels. */
  width: number;
  height: number;
  /** Room around it for labels, CSS pixels. */
  padding: { left: number; right: number; top: number; bottom: number };
  layer: Marks;
}

/** Colours are the page's variables, so that one picture works for light, dark and print. */
const theme: Config = {
  font: "inherit",
  background: "none",
  aria: false,
  view: { stroke: null },
  locale: {
    number: { decimal: ".", thousands: ",", grouping: [3], currency: ["", ""], percent: "\u{a0}%" },
  },
  axis: {
    labelColor: "var(--text)",
    titleColor: "var(--text)",
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: "normal",
    domainColor: "var(--axis)",
    tickColor: "var(--axis)",
    gridColor: "var(--grid)",
    labelFlush: false,
    // Without a canvas, label widths are guesses, and too large.
    labelOverlap: false,
  },
};

/** Renders without a document: the library's own text renderer, no canvas. */
export async function plot({ id, title, description, ...drawing }: Plot): Promise<Html> {
  // Two large libraries, needed only by the command that makes a report.
  const [{ parse, View }, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const { width, height, padding, layer } = drawing;
  const { spec } = compile({ width, height, padding, autosize: "none", config: theme, layer });
  const view = new View(parse(spec), { renderer: "none" });
  let drawn: string;
  try {
    drawn = await view.toSVG();
  } finally {
    view.finalize();
  }
  const outerWidth = width + padding.left + padding.right;
  const outerHeight = height + padding.top + padding.bottom;
  return html`<svg role="img" aria-labelledby="${id}-title ${id}-desc" width="${outerWidth}" height="${outerHeight}" viewBox="0 0 ${outerWidth} ${outerHeight}">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${new Html(withoutRoles(drawn.slice(drawn.indexOf(">") + 1)))}
`;
}

/**
 * The whole picture is one image, with a name. The library gives its parts image roles as well,
 * without names.
 */
function withoutRoles(svg: string): string {
  return svg.replaceAll(/<[a-z][^>]*>/g, (tag) =>
    tag.replaceAll(/ (?:role|aria-roledescription)="[^"]*"/g, ""),
  );
}
