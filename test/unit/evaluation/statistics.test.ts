import assert from "node:assert/strict";
import { mcNemar, wilson } from "../../../src/evaluation/statistics.js";

function close(actual: number, expected: number, tolerance = 5e-5) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

/** `onlyA` pairs that favour the first, `onlyB` the second, and pairs on which both agree. */
function pairs(onlyA: number, onlyB: number, bothHold = 0, neither = 0): [boolean[], boolean[]] {
  const repeat = (n: number, held: boolean) => Array.from({ length: n }, () => held);
  return [
    [
      ...repeat(onlyA, true),
      ...repeat(onlyB, false),
      ...repeat(bothHold, true),
      ...repeat(neither, false),
    ],
    [
      ...repeat(onlyA, false),
      ...repeat(onlyB, true),
      ...repeat(bothHold, true),
      ...repeat(neither, false),
    ],
  ];
}

describe("Wilson's interval", () => {
  it("gives the published examples", () => {
    // Newcombe 1998, Statistics in Medicine 17, table I, method 3.
    for (const [held, n, low, high] of [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ] as const) {
      const interval = wilson(held, n);
      close(interval.low, low);
      close(interval.high, high);
    }
  });

  it("is symmetric, and reaches the ends exactly", () => {
    assert.equal(wilson(0, 8).low, 0);
    assert.equal(wilson(8, 8).high, 1);
    close(wilson(8, 8).low, 1 - wilson(0, 8).high, 1e-12);
    close(wilson(3, 8).low, 1 - wilson(5, 8).high, 1e-12);
  });

  it("knows nothing without texts", () => {
    assert.deepEqual(wilson(0, 0), { low: 0, high: 1 });
  });
});

describe("McNemar's test", () => {
  it("equals the binomial tail worked out by hand", () => {
    // 2 * (1 + 6) / 2^6
    const { onlyA, onlyB, p } = mcNemar(...pairs(5, 1, 7, 3));
    assert.deepEqual([onlyA, onlyB], [5, 1]);
    close(p, 14 / 64, 1e-12);
    // 2 * (1 + 10 + 45) / 2^10
    close(mcNemar(...pairs(2, 8)).p, 112 / 1024, 1e-12);
    // 2 / 2^12
    close(mcNemar(...pairs(0, 12)).p, 1 / 2048, 1e-12);
  });

  it("gives the published example", () => {
    // Fay, "Exact McNemar's Test and Matching Confidence Intervals" (exact2x2): 9 against 2.
    const { p } = mcNemar(...pairs(9, 2));
    close(p, 0.0654, 1e-4);
  });

  it("does not depend on the order, nor on pairs that agree", () => {
    assert.equal(mcNemar(...pairs(4, 9)).p, mcNemar(...pairs(9, 4)).p);
    assert.equal(mcNemar(...pairs(4, 9)).p, mcNemar(...pairs(4, 9, 50, 50)).p);
  });

  it("is 1 where nothing speaks for either", () => {
    assert.equal(mcNemar([], []).p, 1);
    assert.equal(mcNemar(...pairs(0, 0, 3, 3)).p, 1);
    assert.equal(mcNemar(...pairs(5, 5)).p, 1);
  });

  it("stands many differences", () => {
    close(mcNemar(...pairs(1000, 1000)).p, 1, 1e-9);
    assert.ok(mcNemar(...pairs(900, 1100)).p < 1e-4);
  });

  it("refuses settings of different lengths in one sentence", () => {
    assert.throws(() => mcNemar([true], []), /same queries, not 1 of one setting and 0/);
  });
});
