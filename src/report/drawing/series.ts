/** How series are distinguished: by colour, and by shape for those who cannot see colours. */
import { type Html, html } from "./html.js";

export interface Series {
  label: string;
  /** A colour variable of the page. */
  colour: string;
  /** A symbol of Vega. */
  shape: "circle" | "square" | "diamond" | "triangle-up" | "triangle-down" | "cross";
}

const STYLES: readonly Omit<Series, "label">[] = [
  { colour: "var(--series-1)", shape: "circle" },
  { colour: "var(--series-2)", shape: "square" },
  { colour: "var(--series-3)", shape: "triangle-up" },
  { colour: "var(--series-4)", shape: "diamond" },
  { colour: "var(--series-5)", shape: "triangle-down" },
  { colour: "var(--series-6)", shape: "cross" },
];

/** The first is neutral: use it for what the others are compared with. */
export function seriesOf(labels: readonly string[]): Series[] {
  // Different shapes from the second round on, so that no two of up to 30 look the same.
  return labels.map((label, i) => {
    const { length } = STYLES;
    const { colour } = STYLES[i % length] as Omit<Series, "label">;
    const { shape } = STYLES[(i + Math.floor(i / length)) % length] as Omit<Series, "label">;
    return { label, colour, shape };
  });
}

/** Around the middle of a 12 by 12 square. */
const OUTLINES: Readonly<Record<Series["shape"], string>> = {
  circle: "M6 1.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9z",
  square: "M2 2h8v8h-8z",
  diamond: "M6 .5L11 6L6 11.5L1 6z",
  "triangle-up": "M6 1.5L11 10.5H1z",
  "triangle-down": "M6 10.5L1 1.5H11z",
  cross: "M4 1h4v3h3v4h-3v3h-4v-3h-3v-4h3z",
};

/** What the symbols mean. */
export function key(series: readonly Series[]): Html {
  return html`<ul class="key">${series.map(
    ({ label, colour, shape }) =>
      html`<li><svg aria-hidden="true" width="12" height="12" viewBox="0 0 12 12"><path fill="${colour}" d="${OUTLINES[shape]}"/></svg> ${label}</li>`,
  )}</ul>`;
}
