import assert from "node:assert/strict";
import { type Part, parts } from "../../../scripts/package/contents.js";
import { checkSizes, describeSizes, type Sizes } from "../../../scripts/package/size-limit.js";

function sizes(some: Partial<Record<Part, number>>): Sizes {
  const none = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  return { ...none, ...some };
}

describe("the package's size", () => {
  it("may be 25 MB apart from llama.cpp's libraries, which are as large as they are", () => {
    checkSizes(sizes({ bundles: 18_000_000, model: 7_000_000, libraries: 400_000_000 }));
    assert.throws(
      () => checkSizes(sizes({ bundles: 18_000_000, model: 7_000_001 })),
      /25\.00 MB; the limit is 25\.00 MB/,
    );
  });

  it("is shown for each part, and for what is bounded", () => {
    const lines = describeSizes(sizes({ addon: 1_230_000, vectors: 1_000_000, libraries: 9e6 }));
    assert.equal(lines.length, parts.length + 1);
    assert.ok(
      lines.some((line) => /^addon +1\.23 MB$/.test(line)),
      lines.join("\n"),
    );
    assert.match(lines.at(-1) ?? "", /2\.23 MB$/);
  });
});
