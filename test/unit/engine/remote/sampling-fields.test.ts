import assert from "node:assert/strict";
import { DEFAULT_SAMPLING, type Sampling } from "../../../../src/engine/api/sampling.js";
import {
  LLAMA_CPP_FIELDS,
  OPENAI_FIELDS,
  samplingFields,
} from "../../../../src/engine/remote/sampling-fields.js";

const rest = { seed: 1, maxTokens: 10 };
const all: Sampling = {
  ...{ temperature: 0.5, topK: 3, topP: 0.9, minP: 0.1, repeatPenalty: 1.1, repeatLastN: 32 },
  dry: {
    ...{ multiplier: 0.8, base: 2, allowedLength: 3, penaltyLastN: 100 },
    sequenceBreakers: ["\n"],
  },
  ...rest,
};

describe("the sampling that a server is told", () => {
  it("is a temperature, a seed and a length, where nothing was chosen", () => {
    const { temperature } = DEFAULT_SAMPLING;
    for (const taken of [LLAMA_CPP_FIELDS, OPENAI_FIELDS]) {
      assert.deepEqual(samplingFields({ ...rest, topK: undefined, dry: {} }, taken), {
        fields: { temperature, seed: 1, max_tokens: 10 },
        sampling: { temperature, ...rest },
        untaken: [],
      });
    }
  });

  it("is all that was chosen, under its own names, for llama.cpp's server", () => {
    const { fields, sampling, untaken } = samplingFields(all, LLAMA_CPP_FIELDS);
    assert.deepEqual(fields, {
      ...{ temperature: 0.5, seed: 1, max_tokens: 10, top_k: 3, top_p: 0.9, min_p: 0.1 },
      ...{ repeat_penalty: 1.1, repeat_last_n: 32, dry_multiplier: 0.8, dry_base: 2 },
      ...{ dry_allowed_length: 3, dry_penalty_last_n: 100, dry_sequence_breakers: ["\n"] },
    });
    assert.deepEqual(sampling, all);
    assert.deepEqual(untaken, []);
  });

  it("is what a server is described to take", () => {
    const vllm = new Set(["top_p", "top_k", "min_p", "repetition_penalty", "stop"]);
    const { fields, sampling, untaken } = samplingFields(all, vllm);
    assert.deepEqual(fields, {
      ...{ temperature: 0.5, seed: 1, max_tokens: 10, top_k: 3, top_p: 0.9, min_p: 0.1 },
      repetition_penalty: 1.1,
    });
    const { dry: _, repeatLastN: __, ...told } = all;
    assert.deepEqual(sampling, told);
    assert.deepEqual(untaken, [
      "repeatLastN",
      ...["multiplier", "base", "allowedLength", "penaltyLastN"].map((name) => `dry.${name}`),
      "dry.sequenceBreakers",
    ]);
  });

  it("is what every server takes, where nothing else is known", () => {
    const { fields, untaken } = samplingFields(all, OPENAI_FIELDS);
    assert.deepEqual(fields, { temperature: 0.5, seed: 1, max_tokens: 10, top_p: 0.9 });
    assert.equal(untaken.length, 9);
  });
});
