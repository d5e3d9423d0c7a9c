/** Presets: the person's own, and those of a workspace's file. */
import assert from "node:assert/strict";
import { readPresets, writtenPreset } from "../../../src/selecting/presets/written-presets.js";
import { assertSentence, type FuzzTarget, json, jsonIn } from "../target.js";

export const target: FuzzTarget = {
  seeds: [
    json([
      { name: "Letters", constraints: ["punctuation:no_comma@1.2"], tell: true },
      { name: "Lists", constraints: ["detectable_format:number_bullet_lists,num_bullets=3"] },
      { name: "Words", constraints: ["keywords:existence,keywords=harbour\\, blue"] },
    ]),
  ],
  isJson: true,

  check(input) {
    const stored = jsonIn(input);
    const { presets, faults } = readPresets(Array.isArray(stored) ? stored : [stored]);
    for (const fault of faults) assertSentence(fault);
    assert.deepEqual(readPresets(presets.map(writtenPreset)), { presets, faults: [] });
  },
};
