import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import { parseGgufHeader } from "../../src/gguf/header.js";
import { foundModelSchema } from "../../src/models/find/found-model.js";
import { startEngine, type TestEngine } from "../support/engine.js";
import { writeSmallModel } from "../support/model-layouts.js";
import { mutated } from "../support/mutated-model.js";
import { temporaryFolder } from "../support/random-model.js";

const FILES = 2000;
/** Every so many of those whose header passes is loaded: its process may die of it. */
const LOADED_ONE_IN = 12;
const MOST_MS = 5000;

describe("damaged GGUF files", () => {
  const folder = temporaryFolder();
  let engine: TestEngine;
  before(async () => {
    engine = await startEngine();
    const whole = join(folder.path, "whole");
    writeSmallModel(whole);
    const original = readFileSync(whole);
    const { dataStart } = parseGgufHeader(original);
    for (let i = 0; i < FILES; i++) {
      writeFileSync(join(folder.path, `${i}.gguf`), mutated(original, dataStart, i));
    }
  });
  after(async () => {
    await engine.dispose();
    folder.remove();
  });

  it("are described, or said to be damaged, and none holds the others up", async () => {
    const { models } = await find(engine);
    assert.equal(models.length, FILES);
    for (const model of models) foundModelSchema.parse(model);
    const problems = models.flatMap(({ problem }) => problem ?? []);
    assert.ok(
      problems.length > FILES / 2 && problems.length < FILES,
      `${problems.length} problems`,
    );
    for (const problem of problems) assert.match(problem, /^[A-Z][^\n]*\.$/);
  });

  it("end no process but the engine's when one is loaded, and that in a sentence", async () => {
    const { models } = await find(engine);
    const sound = models.filter(({ problem }) => problem === undefined);
    let own = await startEngine();
    try {
      for (const [i, { path }] of sound.entries()) {
        if (i % LOADED_ONE_IN !== 0) continue;
        const begin = performance.now();
        try {
          const outcome = await own.client.request({ kind: "load", model: path });
          assert.equal(outcome.status, "done");
        } catch (error) {
          assert.ok(error instanceof EngineError, String(error));
          assert.match(error.message, /^[A-Z0-9/][^\n]+$/);
          if (error.code === "engine-died") {
            await own.dispose();
            own = await startEngine();
          }
        }
        // Loading takes the processor, of which a test may have little.
        assert.ok(performance.now() - begin < 4 * MOST_MS, `${path} was tried for too long`);
      }
    } finally {
      await own.dispose();
    }
  }).timeout(600_000);

  async function find({ client }: TestEngine) {
    const outcome = await client.request({ kind: "find-models", folders: [folder.path] });
    assert.equal(outcome.status, "done");
    const models = outcome.status === "done" ? outcome.result.models : [];
    return { models: models.filter(({ path }) => path.startsWith(folder.path)) };
  }
});
