import assert from "node:assert/strict";
import { differences } from "../../../../src/writing/review/differences.js";

function marked(original: string, rewritten: string, isUnfinished = false) {
  const { removed, added } = differences(original, rewritten, isUnfinished);
  return {
    removed: removed.map(({ start, end }) => original.slice(start, end)),
    added: added.map(({ start, end }) => rewritten.slice(start, end)),
  };
}

describe("the marks of a rewrite", () => {
  it("are on the words that differ", () => {
    assert.deepEqual(marked("The old ship left.", "The new ship left soon."), {
      removed: ["old"],
      added: ["new", " soon"],
    });
  });

  it("leave out what a text that is being written has not come to yet", () => {
    assert.deepEqual(marked("The old ship left early.", "The new ship", true), {
      removed: ["old"],
      added: ["new"],
    });
    assert.deepEqual(
      marked("The old ship left early.", "The new ship").removed.at(-1),
      " left early.",
    );
  });

  it("are on nothing when the texts are the same", () => {
    assert.deepEqual(marked("The same.", "The same."), { removed: [], added: [] });
  });
});
