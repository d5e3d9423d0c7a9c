import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseSelection } from "../../src/constraints/selection.js";
import { writeReceipt } from "../../src/constraints/write-receipt.js";
import { EngineError, type Outcome } from "../../src/engine/api/client.js";
import { ownSetFolder, writeCalibration } from "../../src/engine/vectors/vector-store.js";
import { readModelFile } from "../../src/models/gguf-file.js";
import { calibratedAt } from "../support/calibrated-choice.js";
import { request, selection, startEngine, type TestEngine } from "../support/engine.js";
import { writeRandomModel } from "../support/random-model.js";
import { tillerTiny } from "../support/tiny.js";

const capitals = "change_case:english_capital";
const concise = "length_constraints:concise";

describe("requests that need no model", () => {
  let engine: TestEngine;
  let folder: string;
  before(async () => {
    engine = await startEngine();
    folder = await mkdtemp(join(tmpdir(), "tiller-quick-"));
  });
  after(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  function model(name: string): string {
    const path = join(folder, `${name}.gguf`);
    writeRandomModel(path, { name });
    return path;
  }

  describe("verify", () => {
    const verify = (text: string, asked: ReturnType<typeof selection>) =>
      engine.client.request({ kind: "verify", text, selection: asked });

    it("gives the receipt of a text that somebody wrote", async () => {
      const asked = selection(capitals, "punctuation:no_comma", "language:response_language");
      const french = {
        ...asked,
        constraints: asked.constraints.map((active) =>
          active.id.startsWith("language") ? { ...active, args: { language: "fr" } } : active,
        ),
      };
      const text = "LE RENARD VIT DANS LA FORÊT, ET IL DORT SOUVENT LE JOUR.";
      const outcome = await verify(text, french);
      assert.deepEqual(outcome.result, writeReceipt(text, parseSelection(french)));
      assert.deepEqual(
        outcome.result?.lines.map(({ held }) => held),
        [true, false, true],
      );
    });

    it("refuses a constraint that nobody knows", async () => {
      await assert.rejects(
        verify("A fox.", selection("poetry:sonnet")),
        (error) => error instanceof EngineError && error.code === "bad-input",
      );
    });

    it("does not wait for what the model is writing", async () => {
      const { client } = engine;
      const controller = new AbortController();
      let long: Promise<Outcome<"generate">> | undefined;
      await new Promise<void>((begins) => {
        long = client.request(
          request({
            prompt: { mode: "raw", text: "The fox lives in the forest." },
            sampling: { temperature: 1.5, seed: 7, maxTokens: 900 },
          }),
          { signal: controller.signal, onText: () => begins() },
        );
      });
      const { result } = await verify("A FOX.", selection(capitals));
      controller.abort();
      assert.equal(result?.held, 1);
      assert.equal((await long)?.status, "cancelled");
    });
  });

  describe("calibration", () => {
    it("says what each switch does on a calibrated model, which is not loaded for it", async () => {
      const fresh = await startEngine();
      try {
        const { client } = fresh;
        const { result } = await client.request({ kind: "calibration", model: tillerTiny });
        assert.equal(client.model, undefined);
        assert.equal(result?.calibrated, true);
        const line = result.constraints.find(({ id }) => id === capitals);
        assert.equal(line?.label, "All capitals");
        assert.ok((line.alone?.examples ?? 0) > 0);
        const labels = result.constraints.filter(({ id }) => id.startsWith("language:"));
        assert.ok(labels.length > 1);
        assert.equal(new Set(labels.map(({ label }) => label)).size, 1);
      } finally {
        await fresh.dispose();
      }
    });

    it("says that a model was never calibrated", async () => {
      const path = model("new");
      const { result } = await engine.client.request({ kind: "calibration", model: path });
      const folder = ownSetFolder(await readModelFile(path), engine.cacheDirectory);
      assert.deepEqual(result, { calibrated: false, constraints: [], folder });
    });

    it("leaves out what this version does not know", async () => {
      const path = model("from-elsewhere");
      const file = await readModelFile(path);
      await writeCalibration(ownSetFolder(file, engine.cacheDirectory), {
        model: file.identity,
        choices: {
          [concise]: { told: calibratedAt(3) },
          "poetry:sonnet": { alone: calibratedAt(2) },
        },
      });
      const { result } = await engine.client.request({ kind: "calibration", model: path });
      assert.deepEqual(result?.constraints, [
        { id: concise, label: "Concise", told: calibratedAt(3) },
      ]);
    });
  });

  it("calibration of a file that is not there is refused", async () => {
    await assert.rejects(
      engine.client.request({ kind: "calibration", model: join(folder, "none.gguf") }),
      (error) =>
        error instanceof EngineError &&
        error.code === "model-missing" &&
        /There is no model file at .*none\.gguf/.test(error.message),
    );
  });
});
