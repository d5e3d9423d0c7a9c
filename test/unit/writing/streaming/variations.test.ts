import assert from "node:assert/strict";
import type { Receipt } from "../../../../src/constraints/receipt.js";
import { type GenerateRequest, requestSchema } from "../../../../src/engine/api/protocol.js";
import { SEEDS } from "../../../../src/engine/api/sampling.js";
import {
  best,
  retryOf,
  STRONGER,
  WEAKER,
  withDialsTimes,
  withOtherSeed,
} from "../../../../src/writing/streaming/variations.js";

function request(dials: number[], temperature = 0.7): GenerateRequest {
  return {
    kind: "generate",
    model: "model.gguf",
    prompt: { mode: "rewrite", text: "One." },
    selection: {
      constraints: dials.map((dial, i) => ({ id: `id:${i}`, args: {}, dial, guarantee: false })),
      tell: false,
    },
    strengths: [1],
    controlVectors: [],
    sampling: { temperature, seed: SEEDS - 1, maxTokens: 10 },
  };
}

const dialsOf = (made: GenerateRequest | undefined) =>
  made?.selection.constraints.map(({ dial }) => dial);

describe("variations of a request", () => {
  it("have another seed, which the protocol allows, and nothing else", () => {
    const first = request([1]);
    const other = withOtherSeed(first, 1);
    assert.deepEqual(other, { ...first, sampling: { ...first.sampling, seed: 0 } });
    assert.ok(requestSchema.safeParse(other).success);
    assert.notEqual(withOtherSeed(first, 2)?.sampling.seed, other?.sampling.seed);
  });

  it("need a temperature for a seed to matter", () => {
    assert.equal(withOtherSeed(request([1], 0), 1), undefined);
  });

  it("are steered harder or less hard, each dial by the same share", () => {
    assert.deepEqual(dialsOf(withDialsTimes(request([1, 0.5]), STRONGER)), [1.5, 0.75]);
    assert.deepEqual(dialsOf(withDialsTimes(request([1, 2]), WEAKER)), [0.67, 1.34]);
  });

  it("stay within what the protocol allows", () => {
    const stronger = withDialsTimes(request([1.9, 1]), STRONGER);
    assert.deepEqual(dialsOf(stronger), [2, 1.5]);
    assert.ok(requestSchema.safeParse(stronger).success);
  });

  it("are none when no dial moves", () => {
    assert.equal(withDialsTimes(request([2, 0]), STRONGER), undefined);
    assert.equal(withDialsTimes(request([]), STRONGER), undefined);
  });
});

/** A receipt in which the first `held` constraints hold. */
function receipt(held: number, ids = ["a", "b", "c"]): Receipt {
  const lines = ids.map((id, index) => ({ id, label: id, held: index < held, reason: "" }));
  return { lines, held, failed: ids.length - held };
}

const told: GenerateRequest = {
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

describe("a retry", () => {
  it("raises the dials of what failed, up to their end, and no others", () => {
    const first = retryOf(told, receipt(1));
    assert.deepEqual(dialsOf(first), [1, 1.3, 1.3]);
    const second = retryOf(first, receipt(2));
    assert.deepEqual(dialsOf(second), [1, 1.3, 1.3 * 1.3]);
    const last = [1, 2, 3, 4].reduce((one) => retryOf(one, receipt(2)), second);
    assert.deepEqual(dialsOf(last), [1, 1.3, 2]);
    assert.deepEqual(dialsOf(told), [1, 1, 1]);
  });

  it("is one text with another seed, and otherwise the same request", () => {
    const retry = retryOf(told, receipt(1));
    assert.deepEqual(retry.strengths, [1]);
    assert.equal(retry.sampling.seed, 0);
    assert.deepEqual(
      { ...retry, strengths: told.strengths, sampling: told.sampling, selection: 0 },
      { ...told, selection: 0 },
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
