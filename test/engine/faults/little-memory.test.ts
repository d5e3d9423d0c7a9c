import assert from "node:assert/strict";
import { join } from "node:path";
import { EngineError } from "../../../src/engine/api/client.js";
import type { Request } from "../../../src/engine/api/protocol.js";
import { done, onlyText, request, startEngine, type TestEngine } from "../../support/engine.js";
import { limitMoreMemory } from "../../support/prlimit.js";
import { temporaryFolder, writeRandomModel } from "../../support/random-model.js";
import { tillerTiny } from "../../support/tiny.js";

const MEBIBYTE = 1024 * 1024;

/** What the engine's own work takes beside models and contexts. */
const SOME = 32 * MEBIBYTE;

describe("an engine with little memory", () => {
  let engine: TestEngine;
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(async () => {
    folder = temporaryFolder();
    engine = await startEngine();
    engine.client.loading = () => ({ gpuLayers: 0 });
    await engine.client.request(request());
    limitMoreMemory(engine.client.processId as number, SOME);
  });
  afterEach(async () => {
    await engine.dispose();
    folder.remove();
  });

  async function failsInASentence(asked: Request): Promise<void> {
    await assert.rejects(engine.client.request(asked), (error) => {
      assert.ok(error instanceof EngineError, String(error));
      assert.match(error.message, /^[^\n]+\.$/);
      assert.notEqual(error.code, "internal", error.message);
      return true;
    });
  }

  it("says that a model is too large for it, and goes on with a smaller one", async () => {
    const path = join(folder.path, "large.gguf");
    // Its weights alone take twice as much as there is.
    writeRandomModel(path, { layers: 4, embeddingSize: 512, feedForwardSize: 2048 });
    await failsInASentence({ kind: "load", model: path });
    assert.ok(onlyText(await engine.client.request(request())).length > 0);
  });

  it("says that it cannot write so many texts at a time, and writes fewer", async () => {
    const path = join(folder.path, "wide.gguf");
    writeRandomModel(path, {
      layers: 8,
      heads: 8,
      keyValueHeads: 8,
      embeddingSize: 256,
      contextSize: 8192,
    });
    const one = request({ model: path, sampling: { temperature: 0, seed: 0, maxTokens: 4 } });
    await failsInASentence({ ...one, strengths: Array.from({ length: 16 }, () => 1) });
    assert.equal(done(await engine.client.request(one)).texts.length, 1);
    assert.ok(onlyText(await engine.client.request({ ...one, model: tillerTiny })).length > 0);
  });
});
