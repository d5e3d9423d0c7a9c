import assert from "node:assert/strict";
import { STYLE } from "../../../src/report/style.js";

/** What the Web Content Accessibility Guidelines 2.2 ask for at level AA. */
const TEXT = 4.5;
const GRAPHICS = 3;

describe("colours of the report", () => {
  for (const [scheme, column] of [
    ["light", 1],
    ["dark", 2],
  ] as const) {
    const page = colour("page", column);
    for (const name of ["text", "quiet", "link"]) {
      it(`${name} is legible on the page in the ${scheme} scheme`, () => {
        assert.ok(contrast(colour(name, column), page) >= TEXT);
      });
    }
    for (const name of ["axis", "focus", ...[1, 2, 3, 4, 5, 6].map((n) => `series-${n}`)]) {
      it(`${name} is visible on the page in the ${scheme} scheme`, () => {
        assert.ok(contrast(colour(name, column), page) >= GRAPHICS);
      });
    }
  }
});

/** A variable's colour in the light (1) or the dark (2) scheme, as #rrggbb. */
function colour(name: string, column: 1 | 2): string {
  const pair = new RegExp(`--${name}:[^;]*light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(STYLE);
  assert.ok(pair, `--${name} is no pair of colours`);
  return pair[column] ?? "";
}

/** Contrast ratio, 1 to 21. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
