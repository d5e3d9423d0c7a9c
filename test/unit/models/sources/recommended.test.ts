import assert from "node:assert/strict";
import { memoryNeed } from "../../../../src/models/find/memory-need.js";
import { recommendedModels } from "../../../../src/models/sources/recommended.js";

/** Blocks, width and feed-forward width of each model's config.json. */
const sizes: Readonly<Record<string, readonly [number, number, number]>> = {
  "Qwen3-0.6B": [28, 1024, 3072],
  "Qwen3-1.7B": [28, 2048, 6144],
  "Qwen3-4B-Instruct-2507": [36, 2560, 9728],
};

describe("the recommended models", () => {
  it("need as much memory as they are said to", () => {
    for (const { name, bytes, memory } of recommendedModels) {
      const [layers, width, feedForward] = sizes[name] ?? assert.fail(name);
      const need = memoryNeed(
        bytes,
        {
          perToken: layers * 2 * 8 * 128,
          perTokenInWindow: 0,
          window: 0,
          vocabulary: 151_936,
          width,
          feedForward,
        },
        8192,
      );
      assert.ok(Math.abs(memory - need) < 0.02 * need, `${name}: ${need}`);
    }
  });

  it("stand in the order of their size, each with a name of its own", () => {
    const sorted = recommendedModels.toSorted((a, b) => a.bytes - b.bytes);
    assert.deepEqual(recommendedModels, sorted);
    assert.equal(new Set(recommendedModels.map(({ name }) => name)).size, sorted.length);
  });
});
