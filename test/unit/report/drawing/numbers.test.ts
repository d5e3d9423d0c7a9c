import assert from "node:assert/strict";
import { median, percent, points, pValue, signed } from "../../../../src/report/drawing/numbers.js";

describe("figures for a person", () => {
  it("rounds shares, but never to all or nothing", () => {
    assert.deepEqual([0, 0.001, 0.5, 0.996, 1].map(percent), [
      "0\u{a0}%",
      "0.1\u{a0}%",
      "50\u{a0}%",
      "99.6\u{a0}%",
      "100\u{a0}%",
    ]);
    assert.equal(percent(0.99999), "99.9\u{a0}%");
  });

  it("writes differences with their sign, and no sign on what rounds to zero", () => {
    assert.deepEqual([0.05, -0.05, 0.001, -0.001].map(points), ["+5", "−5", "0", "0"]);
    assert.deepEqual([signed(0.254), signed(-0.001), signed(null)], ["+0.25", "0.00", "unknown"]);
  });

  it("writes p-values with the digits that say something", () => {
    assert.deepEqual([0.0009, 0.0078, 0.3, 1].map(pValue), [
      "p < 0.001",
      "p = 0.008",
      "p = 0.30",
      "p = 1.00",
    ]);
  });

  it("takes the middle of an even number of values between the two", () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 3, 2])], [2, 2.5]);
  });
});
