import assert from "node:assert/strict";
import type { LlamaModel } from "node-llama-cpp";
import {
  DEFAULT_SAMPLING,
  greedySampling,
  samplingSchema,
  usedSampling,
} from "../../../../src/engine/api/sampling.js";
import { recommendedSampling } from "../../../../src/engine/decoding/recommended-sampling.js";

const rest = { seed: 1, maxTokens: 10 };

describe("the sampling that is used", () => {
  it("is what was chosen, else what the model recommends, else the default", () => {
    const recommended = { temperature: 0.6, topK: 20, repeatPenalty: 1.05 };
    assert.deepEqual(usedSampling({ ...rest, topK: 5, dry: { base: 2 } }, recommended), {
      ...DEFAULT_SAMPLING,
      ...recommended,
      ...rest,
      topK: 5,
      dry: { ...DEFAULT_SAMPLING.dry, base: 2 },
    });
    assert.deepEqual(usedSampling(rest), { ...DEFAULT_SAMPLING, ...rest });
  });

  it("takes what is there but undefined for not chosen", () => {
    const asked = { ...rest, topK: undefined, dry: { multiplier: undefined } };
    assert.deepEqual(usedSampling(asked), { ...DEFAULT_SAMPLING, ...rest });
  });

  it("has no penalties where it is greedy, unless they were asked for", () => {
    for (const [asked, recommended] of [
      [{ temperature: 0 }, { repeatPenalty: 1.1 }],
      [{}, { temperature: 0, repeatPenalty: 1.1 }],
    ]) {
      const used = usedSampling({ ...rest, ...asked }, recommended);
      assert.equal(used.repeatPenalty, 1);
      assert.equal(used.dry.multiplier, 0);
    }
    const used = usedSampling({ ...rest, temperature: 0, dry: { multiplier: 2 } });
    assert.equal(used.dry.multiplier, 2);
    assert.deepEqual(greedySampling(5), usedSampling({ temperature: 0, seed: 0, maxTokens: 5 }));
  });

  it("allows what a request may say", () => {
    const used = usedSampling(rest);
    assert.deepEqual(samplingSchema.parse(used), used);
    assert.equal(samplingSchema.safeParse({ ...rest, topP: 3 }).success, false);
    assert.equal(samplingSchema.safeParse({ ...rest, dry: { base: 0.5 } }).success, false);
    // llama.cpp takes this one for a random one.
    assert.equal(samplingSchema.safeParse({ ...rest, seed: 0xffff_ffff }).success, false);
  });
});

describe("what a model recommends", () => {
  const recommends = (sampling: unknown) =>
    recommendedSampling({
      fileInfo: { metadata: { general: { sampling } } },
    } as unknown as LlamaModel);

  it("is read under llama.cpp's keys, in 32-bit numbers as they were meant", () => {
    const sampling = {
      temp: Math.fround(0.6),
      top_k: 64,
      top_p: Math.fround(0.95),
      min_p: 0,
      penalty_repeat: Math.fround(1.05),
      penalty_last_n: 128n,
      sequence: "kpt",
      mirostat: 0,
    };
    assert.deepEqual(recommends(sampling), {
      temperature: 0.6,
      topK: 64,
      topP: 0.95,
      minP: 0,
      repeatPenalty: 1.05,
      repeatLastN: 128,
    });
  });

  it("is nothing where there is none, or none that can be used", () => {
    assert.deepEqual(recommends(undefined), {});
    assert.deepEqual(recommends("0.6"), {});
    assert.deepEqual(recommends({ temp: "hot", top_p: 3, top_k: 0.5, min_p: Number.NaN }), {});
    assert.deepEqual(recommends({ top_k: -1 }), { topK: 0 });
  });
});
