import assert from "node:assert/strict";
import { parseSelection } from "../../../src/constraints/selection.js";
import type { Preset } from "../../../src/selecting/presets/presets.js";
import { presetChoices } from "../../../src/sidebar/preset-choices.js";

const selected = (tell: boolean, ...ids: string[]) =>
  parseSelection({ constraints: ids.map((id) => ({ id })), tell });
const CONCISE = "length_constraints:concise";
const NO_COMMA = "punctuation:no_comma";

const presets: Preset[] = [
  { name: "Short", source: "personal", selection: selected(true, CONCISE, NO_COMMA) },
  { name: "Plain", source: "workspace", selection: selected(true, NO_COMMA) },
  { name: "Short", source: "built-in", selection: selected(true, CONCISE) },
];

describe("presetChoices", () => {
  it("marks the preset that is selected, in whatever order it was switched on", () => {
    assert.deepEqual(presetChoices(presets, selected(true, NO_COMMA, CONCISE)), [
      { name: "Short", isCurrent: true },
      { name: "Plain", isCurrent: false },
    ]);
  });

  it("marks none when anything differs", () => {
    for (const selection of [selected(false, NO_COMMA), selected(true)]) {
      assert.ok(presetChoices(presets, selection).every(({ isCurrent }) => !isCurrent));
    }
  });

  it("does not mark a name that stands for another preset", () => {
    const [short] = presetChoices(presets, selected(true, CONCISE));
    assert.deepEqual(short, { name: "Short", isCurrent: false });
  });
});
