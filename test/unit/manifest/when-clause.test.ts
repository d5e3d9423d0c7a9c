import assert from "node:assert/strict";
import { canHoldTogether } from "./when-clause.js";

describe("two when-clauses", () => {
  const apart: [string, string][] = [
    ["a", "!a"],
    ["a && b", "c && !b || !a"],
    ["view == 'one'", "view == 'two'"],
    ["view == 'one'", "view != 'one'"],
    ["view == 'one'", "!view"],
    ["editorTextFocus", "inQuickInput"],
    ["editorTextFocus", "!editorFocus"],
    ["a && !(b || c)", "c"],
  ];
  const together: [string | undefined, string | undefined][] = [
    ["a", undefined],
    [undefined, undefined],
    ["a", "b"],
    ["a && b", "!a || b"],
    ["a && !(b || c)", "a"],
    ["view", "view == 'one'"],
    ["view != 'one'", "view != 'two'"],
    ["!editorTextFocus", "inQuickInput"],
    // What is not understood may hold.
    ["a", "kind =~ /a|(!a)/ && a"],
    ["!count", "count > 3"],
  ];

  for (const [one, other] of apart) {
    it(`cannot both hold: ${one}; ${other}`, () => {
      assert.equal(canHoldTogether(one, other), false);
      assert.equal(canHoldTogether(other, one), false);
    });
  }

  for (const [one, other] of together) {
    it(`may both hold: ${one ?? "always"}; ${other ?? "always"}`, () => {
      assert.equal(canHoldTogether(one, other), true);
      assert.equal(canHoldTogether(other, one), true);
    });
  }
});
