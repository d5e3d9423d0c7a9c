import assert from "node:assert/strict";
import { type Part, parts } from "../../../scripts/package/contents.js";
import {
  checkFileSize,
  checkSizes,
  describeSizes,
  type Sizes,
} from "../../../scripts/package/size-limit.js";

function sizes(some: Partial<Record<Part, number>>): Sizes {
  const none = Object.fromEntries(parts.map((part) => [part, 0])) as Record<Part, number>;
  return { ...none, ...some };
}

describe("the package's size", () => {
  it("may be 25 MB apart from the model and llama.cpp's libraries, which are as large as they are", () => {
    const others = { model: 100_000_000, libraries: 400_000_000 };
    checkSizes(sizes({ bundles: 18_000_000, vectors: 7_000_000, ...others }));
    assert.throws(
      () => checkSizes(sizes({ bundles: 18_000_000, vectors: 7_000_001, ...others })),
      /25\.00 MB; the limit is 25\.00 MB/,
    );
  });

  it("may be 160 MB in the end, as it is downloaded", () => {
    checkFileSize(160_000_000);
    assert.throws(() => checkFileSize(160_000_001), /160\.00 MB; the limit is 160\.00 MB/);
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
