import assert from "node:assert/strict";
import fc from "fast-check";
import { TrimmedStream } from "../../../../src/writing/streaming/trimmed-stream.js";

describe("TrimmedStream", () => {
  it("passes on all but the white space at the edges, however the text is cut", () => {
    const piece = fc.string({ unit: fc.constantFrom(" ", "\n", "a", "b"), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const stream = new TrimmedStream();
        const passed = pieces.map((text) => stream.push(text));
        assert.equal(passed.join(""), pieces.join("").trim());
      }),
    );
  });

  it("holds back only what may be the end", () => {
    const stream = new TrimmedStream();
    assert.deepEqual(
      [" \n", "one ", "two", "\n", "\n", "three"].map((text) => stream.push(text)),
      ["", "one", " two", "", "", "\n\nthree"],
    );
  });
});
