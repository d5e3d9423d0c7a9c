import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isAllWritten,
  isAsWritten,
  spanInStanding,
} from "../../../../src/writing/passages/written-text.js";

const WRITTEN = "\n One line.\nAnother. ";

describe("a written text in its document", () => {
  it("is as it was written also with other line endings, and without the space at its edges", () => {
    assert.ok(isAsWritten(WRITTEN, WRITTEN));
    assert.ok(isAsWritten(WRITTEN, "One line.\r\nAnother."));
    assert.ok(!isAsWritten(WRITTEN, "One line.\nAnother"));
    assert.ok(!isAsWritten(WRITTEN, "One line.\nAnother one."));
  });

  it("is all written as long as nothing was typed into it", () => {
    assert.ok(isAllWritten(WRITTEN, "One line.\r\nAnot"));
    assert.ok(!isAllWritten(WRITTEN, "One fine line.\nAnother."));
    assert.ok(!isAllWritten(WRITTEN, "One .\nAnother."));
  });

  it("has its places where the same words stand", () => {
    const span = { start: WRITTEN.indexOf("Another"), end: WRITTEN.indexOf("Another") + 7 };
    for (const standing of [WRITTEN, "One line.\nAnother.", "One line.\r\nAnother."]) {
      const found = spanInStanding(WRITTEN, standing, span);
      assert.equal(found && standing.slice(found.start, found.end), "Another");
    }
    assert.equal(spanInStanding(WRITTEN, "One line.\nAnother.", { start: 0, end: 1 }), undefined);
  });

  it("has every place where its words stand, whatever the text", () => {
    const text = fc.string({ unit: fc.constantFrom("a", " ", "\n", "é", "🦊", ".") });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), fc.boolean(), (written, one, other, trims) => {
        const length = written.length + 1;
        const [start = 0, end = 0] = [one % length, other % length].sort((a, b) => a - b);
        const words = written.slice(start, end);
        const standing = (trims ? written.trim() : written).replaceAll("\n", "\r\n");
        const found = spanInStanding(written, standing, { start, end });
        const there = found ? standing.slice(found.start, found.end) : "";
        assert.equal(there.trim(), words.trim().replaceAll("\n", "\r\n"));
      }),
    );
  });
});
