import assert from "node:assert/strict";
import {
  afterRefusal,
  FIRST_MANNER,
  type Refused,
  remembered,
} from "../../../../src/engine/remote/manner.js";

const asked: Refused = {
  way: "ask",
  nextWays: [],
  optional: ["max_tokens", "seed", "stream", "stream_options", "temperature"],
  contextSize: 8192,
};

/** How it is asked after a refusal in these words. */
const askedAfter = (
  words: string,
  change: Partial<Refused> = {},
  status: number | undefined = 400,
) => afterRefusal(FIRST_MANNER, { status, words }, { ...asked, ...change });

describe("after a refusal a server is asked", () => {
  for (const [words, size] of [
    ["exceed_context_size_error n_prompt_tokens 9000 n_ctx 2048", 2048],
    ["This model's maximum context length is 4096 tokens. However, you requested 9000.", 4096],
    ["Requested tokens (9285) exceed context window of 2048", 2048],
    ["`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 9000 `inputs` tokens", 4096],
    ["The input (9000 tokens) is longer than the model's context length (4096 tokens).", 4096],
    ["Prompt contains 9000 tokens, too large for model with 4096 maximum context length", 4096],
    ["prompt is too long: 9000 tokens > 4096 maximum", 4096],
  ] as const) {
    it(`with a text for ${size} tokens: ${words}`, () => {
      assert.equal(askedAfter(words)?.contextSize, size);
      assert.deepEqual(askedAfter(words)?.leftOut, []);
    });
  }

  for (const words of [
    "Please reduce the length of the messages.",
    "max_tokens must be at least 1, got -904",
    "This model's maximum context length is 8192 tokens.",
  ]) {
    it(`with half of the text, where no smaller size is told: ${words}`, () => {
      assert.equal(askedAfter(words)?.halvings, 1);
    });
  }

  it("with half of the text a few times only", () => {
    const manner = { ...FIRST_MANNER, halvings: 4 };
    const refusal = { status: 400, words: "prompt too long" };
    assert.equal(afterRefusal(manner, refusal, asked), undefined);
  });

  it("without the fields that it names, as words of their own", () => {
    assert.deepEqual(askedAfter("Unknown: 'seed'; temperature")?.leftOut, ["seed", "temperature"]);
    assert.deepEqual(askedAfter("stream_options needs stream")?.leftOut, ["stream_options"]);
    assert.deepEqual(askedAfter("Stream is off")?.leftOut, ["stream"]);
    assert.deepEqual(askedAfter("seeded", { nextWays: ["ask"], way: "begin" })?.leftOut, []);
  });

  it("in the next way, where no field is named", () => {
    const next = askedAfter("No.", { way: "complete", nextWays: ["ask"] });
    assert.deepEqual(next, { ...FIRST_MANNER, refusedWays: ["complete"] });
    const failed = askedAfter("No.", { way: "complete", nextWays: ["ask"] }, 500);
    assert.deepEqual(failed?.failedWays, ["complete"]);
    assert.deepEqual(failed && remembered(failed), FIRST_MANNER, "it may not fail the next time");
  });

  it("without all that can be done without, where nothing is named and no other way is left", () => {
    const next = askedAfter("No.");
    assert.deepEqual(next?.leftOut, ["seed", "stream_options", "temperature"]);
    assert.equal(askedAfter("No.", { optional: ["max_tokens", "stream"] }), undefined);
  });

  for (const status of [401, 402, 403, 408, 409, 429, 502, 503, 504]) {
    it(`not at all after ${status}`, () => {
      assert.equal(askedAfter("seed", { nextWays: ["ask"] }, status), undefined);
    });
  }
});
