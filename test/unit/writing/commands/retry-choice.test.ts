import assert from "node:assert/strict";
import type { Receipt } from "../../../../src/constraints/receipt.js";
import type { GenerateRequest } from "../../../../src/engine/api/protocol.js";
import { SEEDS } from "../../../../src/engine/api/sampling.js";
import { best, retryOf } from "../../../../src/writing/commands/retry-choice.js";

/** A receipt in which the first `held` constraints hold. */
function receipt(held: number, ids = ["a", "b", "c"]): Receipt {
  const lines = ids.map((id, index) => ({ id, label: id, held: index < held, reason: "" }));
  return { lines, held, failed: ids.length - held };
}

const request: GenerateRequest = {
  kind: "generate",
  model: "model.gguf",
  prompt: { mode: "continue", text: "text" },
  selection: {
    constraints: ["a", "b", "c"].map((id) => ({ id, args: {}, dial: 1, guarantee: false })),
    tell: true,
  },
  strengths: [0, 0.5, 1, 1.5],
  controlVectors: [],
  sampling: { temperature: 0.7, seed: SEEDS - 1, maxTokens: 10 },
};
const dials = ({ selection }: GenerateRequest) => selection.constraints.map(({ dial }) => dial);

describe("a retry", () => {
  it("raises the dials of what failed, up to their end, and no others", () => {
    const first = retryOf(request, receipt(1));
    assert.deepEqual(dials(first), [1, 1.3, 1.3]);
    const second = retryOf(first, receipt(2));
    assert.deepEqual(dials(second), [1, 1.3, 1.3 * 1.3]);
    const last = [1, 2, 3, 4].reduce((one) => retryOf(one, receipt(2)), second);
    assert.deepEqual(dials(last), [1, 1.3, 2]);
    assert.deepEqual(dials(request), [1, 1, 1]);
  });

  it("is one text with another seed, and otherwise the same request", () => {
    const retry = retryOf(request, receipt(1));
    assert.deepEqual(retry.strengths, [1]);
    assert.equal(retry.sampling.seed, 0);
    assert.deepEqual(
      { ...retry, strengths: request.strengths, sampling: request.sampling, selection: 0 },
      { ...request, selection: 0 },
    );
  });

  it("keeps the text that holds most, and of equals the first", () => {
    const texts = [2, 1, 2, 3, 3].map((held) => ({ receipt: receipt(held) }));
    const [original, worse, equal, better, alsoBetter] = texts;
    assert.ok(original && worse && equal && better && alsoBetter);
    assert.equal(best(original, [worse, equal]), original);
    assert.equal(best(original, [worse, equal, better, alsoBetter]), better);
  });
});
