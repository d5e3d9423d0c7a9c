import assert from "node:assert/strict";
import { onlyText, request, startEngine, type TestEngine } from "../support/engine.js";
import { temporaryFolder } from "../support/random-model.js";
import {
  sampledPrompt,
  sampledSettings,
  tokensToSample,
  writeSampledModel,
} from "../support/sampling-cases.js";
// Written by llama.cpp's own llama-completion; the README beside says how.
import expected from "./fixtures/sampling/expected.json" with { type: "json" };

describe("sampling, as llama.cpp does it", () => {
  const folder = temporaryFolder();
  let model: string;
  let engine: TestEngine;
  before(async () => {
    model = writeSampledModel(folder.path);
    engine = await startEngine();
  });
  after(async () => {
    await engine.dispose();
    folder.remove();
  });

  const sampled = (setting: string, seed: number) =>
    request({
      model,
      prompt: { mode: "raw", text: sampledPrompt },
      sampling: { ...sampledSettings[setting], seed, maxTokens: tokensToSample },
    });

  it("tells the settings and most seeds apart", () => {
    const texts = new Set(expected.map(({ text }) => text));
    assert.deepEqual(
      [...new Set(expected.map(({ setting }) => setting))],
      Object.keys(sampledSettings),
    );
    // Without chance all seeds give one text.
    assert.equal(texts.size, expected.length - 2);
  });

  for (const { setting, seed, text } of expected) {
    it(`draws the same tokens: ${setting}, seed ${seed}`, async () => {
      assert.equal(onlyText(await engine.client.request(sampled(setting, seed))), text);
    });
  }

  it("is the same for texts that are written side by side", async () => {
    const [first] = expected.filter(({ setting }) => setting === "all of them");
    assert.ok(first);
    const asked = { ...sampled(first.setting, first.seed), strengths: [1, 1, 1, 1] };
    const { result } = await engine.client.request(asked);
    assert.deepEqual(
      result?.texts.map(({ text }) => text),
      [1, 1, 1, 1].map(() => first.text),
    );
  });
});
