/** How figures are written for people. */
import type { Measure } from "../../evaluation/results.js";
import { mean, wilson } from "../../evaluation/statistics.js";
import { type Html, html } from "./html.js";

const UNIT = "\u{a0}%";
const MINUS = "\u{2212}";
export const UNKNOWN = "unknown";

/** 0.975 is "98 %". A share that is not quite all or nothing never reads as if it were. */
export function percent(share: number): string {
  return bare(share) + UNIT;
}

function bare(share: number): string {
  const whole = (share * 100).toFixed(0);
  const looksExact = whole === "0" || whole === "100";
  if (!looksExact || share === 0 || share === 1) return whole;
  return Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1);
}

/** A share in full: "98 %", below it the count and the 95 % interval. */
export function shareCell({ held, n }: Pick<Measure, "held" | "n">): Html {
  if (n === 0) return html`no texts`;
  const { low, high } = wilson(held, n);
  return html`${percent(held / n)} <small>${held} of ${n}, ${bare(low)} to ${percent(high)}</small>`;
}

/** A difference of shares, in percentage points: "+12", "−3", "0". */
export function points(difference: number): string {
  return signed(difference * 100, 0);
}

/** With its sign, and a real minus; null is unknown. */
export function signed(value: number | null, digits = 2): string {
  if (value === null) return UNKNOWN;
  const figure = Math.abs(value).toFixed(digits);
  if (Number(figure) === 0) return figure;
  return (value < 0 ? MINUS : "+") + figure;
}

export function decimal(value: number | null, digits = 2): string {
  return value === null ? UNKNOWN : value.toFixed(digits).replace("-", MINUS);
}

/** "p < 0.001", "p = 0.03": only as many digits as are meaningful. */
export function pValue(p: number): string {
  if (p < 0.001) return "p < 0.001";
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : mean([sorted[middle - 1] ?? Number.NaN, upper]);
}

/** "1 text", "2 texts". */
export function count(n: number, singular: string, plural = `${singular}s`): string {
  return `${n} ${n === 1 ? singular : plural}`;
}

/** "a, b and c". */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(items);
}
