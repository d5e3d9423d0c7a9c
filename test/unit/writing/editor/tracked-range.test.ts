import assert from "node:assert/strict";
import { TrackedRange } from "../../../../src/writing/editor/tracked-range.js";

/** A range over [10, 20). */
function range(): TrackedRange {
  const tracked = new TrackedRange(10);
  tracked.extend(10);
  return tracked;
}

function bounds({ start, end }: TrackedRange): [number, number] {
  return [start, end];
}

describe("TrackedRange", () => {
  const cases = [
    ["text inserted above moves it", { offset: 3, length: 0, text: "abc" }, "elsewhere", [13, 23]],
    ["text deleted above moves it", { offset: 3, length: 4, text: "" }, "elsewhere", [6, 16]],
    ["text below leaves it alone", { offset: 25, length: 2, text: "abc" }, "elsewhere", [10, 20]],
    [
      "text at its start stays outside",
      { offset: 10, length: 0, text: "a" },
      "elsewhere",
      [11, 21],
    ],
    ["text at its end stays outside", { offset: 20, length: 0, text: "a" }, "elsewhere", [10, 20]],
    ["text inside belongs to it", { offset: 15, length: 1, text: "abc" }, "inside", [10, 22]],
    ["a change over its start", { offset: 8, length: 5, text: "abc" }, "inside", [11, 18]],
    ["a change over its end", { offset: 18, length: 5, text: "abc" }, "inside", [10, 18]],
    ["all of it deleted", { offset: 10, length: 10, text: "" }, "removed", [10, 10]],
    ["all of it and more replaced", { offset: 5, length: 30, text: "abc" }, "removed", [5, 5]],
  ] as const;
  for (const [title, change, effect, expected] of cases) {
    it(title, () => {
      const tracked = range();
      assert.equal(tracked.follow(change), effect);
      assert.deepEqual(bounds(tracked), expected);
    });
  }

  it("before it has text, what is typed at its place comes after it", () => {
    const tracked = new TrackedRange(10);
    assert.equal(tracked.follow({ offset: 10, length: 0, text: "a" }), "elsewhere");
    assert.deepEqual(bounds(tracked), [10, 10]);
  });

  it("before it has text, it goes behind a change around its place", () => {
    const tracked = new TrackedRange(10);
    assert.equal(tracked.follow({ offset: 5, length: 10, text: "abc" }), "inside");
    assert.deepEqual(bounds(tracked), [8, 8]);
  });
});
