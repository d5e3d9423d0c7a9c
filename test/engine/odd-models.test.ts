import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import type { GenerateRequest } from "../../src/engine/api/protocol.js";
import {
  done,
  onlyText,
  request,
  selection,
  startEngine,
  type TestEngine,
} from "../support/engine.js";
import { type RandomModelOptions, writeRandomModel } from "../support/random-model.js";

const capitals = selection("change_case:english_capital");
const harbour: GenerateRequest["selection"] = {
  ...capitals,
  constraints: capitals.constraints.map((active) => ({
    ...active,
    id: "keywords:existence",
    args: { keywords: ["harbour"] },
  })),
};
const sampling = { temperature: 0, seed: 0, maxTokens: 24 };

describe("an unusual model", () => {
  let engine: TestEngine;
  let folder: string;
  beforeEach(async () => {
    engine = await startEngine();
    folder = await mkdtemp(join(tmpdir(), "tiller-odd-"));
  });
  afterEach(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  function written(name: string, options: Partial<RandomModelOptions>): string {
    const path = join(folder, `${name}.gguf`);
    writeRandomModel(path, options);
    return path;
  }

  /** One request, and what was reported while it ran. */
  async function write(model: string, change: Partial<GenerateRequest> = {}) {
    const reported: string[] = [];
    const outcome = await engine.client.request(request({ model, sampling, ...change }), {
      onProgress: ({ message }) => reported.push(message),
    });
    const measured = reported.filter((message) => message.startsWith("Measuring"));
    return { ...done(outcome), text: onlyText(outcome), measured };
  }

  describe("without usable layer outputs", () => {
    const reason = /^This model cannot be steered: .* after block 0\.$/;
    let model: string;
    beforeEach(() => {
      model = written("plamo2", { architecture: "plamo2", layers: 3 });
    });

    it("writes unsteered and says why in one sentence", async () => {
      const steered = await write(model, { selection: capitals });
      assert.equal(steered.text.length, sampling.maxTokens);
      assert.match(steered.model.steeringUnavailable ?? "", reason);
      assert.equal(steered.notes[0], steered.model.steeringUnavailable);
      assert.deepEqual(steered.texts[0]?.steering, []);
      assert.deepEqual(steered.measured, []);
      assert.equal(steered.text, (await write(model)).text);
    });

    it("is given no vectors, for the same reason", async () => {
      const directory = join(folder, "set");
      await assert.rejects(
        engine.client.request({
          kind: "calibrate",
          model,
          folder: directory,
          constraints: capitals.constraints,
          modes: ["alone"],
        }),
        (error) =>
          error instanceof EngineError &&
          error.code === "vector-unusable" &&
          reason.test(error.message),
      );
      await assert.rejects(readFile(join(directory, "calibration.json")), { code: "ENOENT" });
    });

    it("has no activations to show, for the same reason, which its recurrent layer does not hide", async () => {
      await assert.rejects(
        engine.client.request({
          kind: "geometry",
          model,
          constraints: [...capitals.constraints],
          layer: 1,
          pairs: 2,
        }),
        (error) =>
          error instanceof EngineError &&
          error.code === "vector-unusable" &&
          reason.test(error.message),
      );
    });
  });

  describe("that is a base model without a chat template", () => {
    let model: string;
    beforeEach(() => {
      model = written("base", { chatTemplate: false });
    });

    it("reads a request as a question to answer", async () => {
      const asked = await write(model, {
        prompt: { mode: "write", instruction: "Describe a fox." },
      });
      const raw = await write(model, { prompt: { mode: "raw", text: "Q: Describe a fox.\nA:" } });
      assert.equal(asked.promptTokens, raw.promptTokens);
      assert.equal(asked.text, raw.text);
    });

    it("continues a text with nothing before it", async () => {
      const text = "The harbour was quiet";
      const continued = await write(model, { prompt: { mode: "continue", text } });
      assert.equal(continued.text, (await write(model, { prompt: { mode: "raw", text } })).text);
    });

    it("is steered by a vector of its own", async () => {
      const steered = await write(model, { selection: harbour });
      assert.equal(steered.measured.length > 0, true);
      assert.equal(steered.texts[0]?.steering.length, 1);
      assert.notEqual(steered.texts[0]?.steering[0]?.value, 0);
      assert.notEqual(steered.text, (await write(model)).text);
    });
  });

  describe("with two layers", () => {
    it("is steered at the one that a vector file can hold", async () => {
      const model = written("shallow", { layers: 2 });
      const steered = await write(model, { selection: harbour });
      assert.equal(steered.texts[0]?.steering[0]?.layer, 1);
    });

    it("is calibrated", async () => {
      const small = { embeddingSize: 64, heads: 2, feedForwardSize: 64 };
      const model = written("shallow", { layers: 2, ...small });
      const directory = join(folder, "set");
      const outcome = await engine.client.request({
        kind: "calibrate",
        model,
        folder: directory,
        constraints: capitals.constraints,
        modes: ["alone"],
      });
      assert.equal(outcome.result?.constraints[0]?.alone?.layer, 1);
    });
  });

  describe("in two quantisations", () => {
    it("has its vectors measured once", async () => {
      const whole = await write(written("F32", { type: "F32" }), { selection: harbour });
      const quantised = await write(written("Q8_0", { type: "Q8_0" }), { selection: harbour });
      assert.equal(whole.measured.length > 0, true);
      assert.deepEqual(quantised.measured, []);
      const [first, second] = [whole, quantised].map(({ texts }) => texts[0]?.steering[0]);
      assert.ok(first && second);
      assert.equal(second.layer, first.layer);
      // The first still has the measured numbers, the second those of the file, in 32 bits.
      assert.ok(Math.abs(second.value - first.value) < 1e-5 * Math.abs(first.value));
    });
  });
});
