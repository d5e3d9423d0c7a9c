import assert from "node:assert/strict";
import type { Cell, Evaluation, Setting } from "../../../src/evaluation/results.js";
import { summarise } from "../../../src/evaluation/summary.js";
import { sampleMeta } from "./sample-meta.js";

function cell(setting: Setting, outcomes: boolean[], choice?: Cell["choice"]): Cell {
  return {
    constraint: "detectable_format:title",
    label: "Title",
    family: "format",
    setting,
    measure: {
      n: outcomes.length,
      held: outcomes.filter(Boolean).length,
      outcomes,
      negativeLogLikelihood: 1,
      repetition: 0,
    },
    ...(choice === undefined ? {} : { choice }),
  };
}

const repeat = (n: number, held: boolean): boolean[] => Array.from({ length: n }, () => held);

const evaluation: Evaluation = {
  meta: { ...sampleMeta, queries: 10, notes: ["Something to know."] },
  models: [
    {
      key: "model",
      name: "small",
      role: "model",
      grid: [
        cell("none", repeat(10, false)),
        cell("told", [...repeat(5, true), ...repeat(5, false)]),
        cell("steered", repeat(10, true), {
          layer: 2,
          operation: "add",
          positions: "all",
          strength: 1,
        }),
        cell("both", repeat(10, true), "off"),
      ],
    },
  ],
};

describe("the summary", () => {
  it("has a line per constraint with shares, intervals and paired tests", () => {
    const line = summarise(evaluation)
      .split("\n")
      .find((one) => one.startsWith("Title"));
    // Wilson's 95 % intervals of 0, 5 and 10 of 10 are 0 to 28, 24 to 76 and 72 to 100 %; McNemar's
    // exact p is 2 / 2^10 for ten pairs and 2 / 2^5 for five.
    assert.deepEqual(line?.split(/ {2,}/), [
      "Title",
      "0 % [0, 28]",
      "50 % [24, 76]",
      "100 % [72, 100]",
      "100 % [72, 100] (off)",
      "0.002",
      "0.063",
    ]);
  });

  it("says what a reader should know", () => {
    const summary = summarise(evaluation);
    assert.match(summary, /^small \(small\.gguf\) on CPU, Held-out requests, 10 per constraint\n/);
    assert.match(summary, /\nSomething to know\.\n$/);
  });

  it("has no column for a setting that was not run", () => {
    const [first] = evaluation.models;
    assert.ok(first);
    const summary = summarise({
      ...evaluation,
      meta: { ...evaluation.meta, settings: ["none", "steered"] },
      models: [{ ...first, grid: first.grid.filter(({ setting }) => setting !== "told") }],
    });
    assert.doesNotMatch(summary, /Instruction {2}/);
    assert.match(summary, /Steering only/);
  });
});
