import assert from "node:assert/strict";
import fc from "fast-check";
import { rewriteTargets } from "../../../../src/writing/review/rewrite-target.js";

/** `[` and `]` enclose a selection, `|` is a cursor. */
function marked(text: string) {
  const selections: { start: number; end: number }[] = [];
  let plain = "";
  for (const sign of text) {
    if (sign === "[" || sign === "|") selections.push({ start: plain.length, end: plain.length });
    else if (sign === "]")
      selections[selections.length - 1] = {
        start: selections.at(-1)?.start ?? 0,
        end: plain.length,
      };
    else plain += sign;
  }
  return { plain, targets: rewriteTargets(plain, selections, "markdown") };
}

describe("what a rewrite replaces", () => {
  const cases = [
    ["a selection in a line", "The [quick fox] ran.", ["quick fox"], " "],
    ["without white space around it", "The[ quick fox ]ran.", ["quick fox"], " "],
    ["whole lines", "One.\n\n[Two.\nThree.\n]\nFour.", ["Two.\nThree."], "\n\n"],
    ["the paragraph at the cursor", "One.\n\nTwo.\nTh|ree.\n\nFour.", ["Two.\nThree."], "\n\n"],
    ["the only paragraph", "|One.", ["One."], "\n\n"],
    ["the last paragraph, at its end", "One.\n\nTwo.|", ["Two."], "\n\n"],
    ["an indented paragraph", "One.\n\n  Tw|o.\n", ["Two."], "\n\n"],
    [
      "a paragraph with other line ends",
      "One.\r\n\r\nTw|o.\r\nThree.\r\n\r\n",
      ["Two.\r\nThree."],
      "\n\n",
    ],
    ["an item behind its mark", "- One.\n- Tw|o.", ["Two."], " "],
    ["between lines of spaces", "One.\n  \nTw|o.\n\t\nThree.", ["Two."], "\n\n"],
    ["nothing on a blank line", "One.\n|\nTwo.", [], undefined],
    ["nothing in an empty document", "|", [], undefined],
    ["nothing in selected white space", "One.[  ]Two.", [], undefined],
    ["each selection", "[One] and [two].", ["One", "two"], " "],
    ["a paragraph once, however many cursors", "O|ne.\nT|wo.", ["One.\nTwo."], "\n\n"],
  ] as const;
  for (const [title, text, expected, separator] of cases) {
    it(title, () => {
      const { plain, targets } = marked(text);
      assert.deepEqual(
        targets.map(({ original }) => plain.slice(original.start, original.end)),
        expected,
      );
      for (const { original, place } of targets) {
        assert.deepEqual(place, { offset: original.end, separator });
      }
    });
  }

  it("never shares text, and is never empty or edged with white space", () => {
    const text = fc.string({ unit: fc.constantFrom("a", " ", "\n"), maxLength: 30 });
    fc.assert(
      fc.property(
        text,
        fc.array(fc.tuple(fc.nat(30), fc.nat(30)), { maxLength: 4 }),
        (plain, ends) => {
          const selections = ends.map(([a, b]) => ({
            start: Math.min(a, b, plain.length),
            end: Math.min(Math.max(a, b), plain.length),
          }));
          let end = 0;
          for (const { original } of rewriteTargets(plain, selections, "markdown")) {
            assert.ok(original.start >= end);
            assert.match(plain.slice(original.start, original.end), /^\S(.*\S)?$/s);
            end = original.end;
          }
        },
      ),
    );
  });
});
