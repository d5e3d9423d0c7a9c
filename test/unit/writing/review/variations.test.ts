import assert from "node:assert/strict";
import { type GenerateRequest, requestSchema } from "../../../../src/engine/api/protocol.js";
import { SEEDS } from "../../../../src/engine/api/sampling.js";
import {
  STRONGER,
  WEAKER,
  withDialsTimes,
  withOtherSeed,
} from "../../../../src/writing/review/variations.js";

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
