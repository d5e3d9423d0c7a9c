import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import type { CalibrateRequest, CalibrateResult, Progress } from "../../src/engine/api/protocol.js";
import { calibrateModel } from "../../src/engine/calibrating/calibrate-model.js";
import { LoadedModel } from "../../src/engine/loading/loaded-model.js";
import { killEngine, selection, startEngine } from "../support/engine.js";
import { tillerTiny } from "../support/tiny.js";

/** Has short texts, and so is calibrated quickly. */
const CONCISE = "length_constraints:concise";
const request: CalibrateRequest = {
  kind: "calibrate",
  model: tillerTiny,
  constraints: selection(CONCISE).constraints,
  modes: ["alone", "told"],
};
const hasBegun = ({ message, fraction = 0 }: Progress) =>
  message.startsWith("Calibrating") && fraction > 0;

describe("calibrating a model", function () {
  this.timeout(600_000);
  let loaded: LoadedModel;
  let folder: string;
  /** Of a run from nothing to the end. */
  let whole: CalibrateResult;
  const reported: Progress[] = [];
  before(async () => {
    loaded = await LoadedModel.load(tillerTiny, () => {}, new AbortController().signal);
    folder = await mkdtemp(join(tmpdir(), "tiller-calibrate-"));
    whole = await run((progress) => reported.push(progress));
  });
  after(async () => {
    await loaded.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  function run(
    onProgress: (progress: Progress) => void = () => {},
    into = folder,
    signal = new AbortController().signal,
  ) {
    return calibrateModel(loaded, into, request, onProgress, signal);
  }

  /** Likelihoods depend a little on what else was in the batch. */
  function assertSame(actual: unknown, wanted: unknown) {
    const qualities: [number[], number[]] = [[], []];
    const [a, b] = [actual, wanted].map((value, i) =>
      JSON.stringify(value, (key, part) => {
        if (!key.startsWith("quality")) return part;
        qualities[i]?.push(part);
        return undefined;
      }),
    );
    assert.equal(a, b);
    for (const [i, quality] of qualities[0].entries()) {
      assert.ok(Math.abs(quality - (qualities[1][i] ?? Number.NaN)) < 1e-3);
    }
  }

  async function inNewFolder(test: (into: string) => Promise<void>) {
    const into = await mkdtemp(join(tmpdir(), "tiller-calibrate-"));
    try {
      await test(into);
    } finally {
      await rm(into, { recursive: true, force: true });
    }
  }

  it("makes a set with a choice for either mode", async () => {
    const [concise] = whole.constraints;
    assert.ok(concise?.alone && concise.told);
    for (const choice of [concise.alone, concise.told]) {
      assert.ok(choice.accuracyOn >= choice.accuracyOff);
      assert.ok((choice.generatedTokens ?? -1) >= 0);
      assert.ok((choice.qualityOff ?? 0) > 0);
    }
    assert.deepEqual((await readdir(folder)).sort(), [
      "calibration.json",
      "length_constraints.concise.gguf",
    ]);
  });

  it("says what it will cost before it begins, and the time left", () => {
    const estimated = reported.findIndex(({ estimate }) => estimate !== undefined);
    const begun = reported.findIndex(({ message }) => message.startsWith("Calibrating"));
    assert.ok(estimated >= 0 && estimated < begun);
    assert.ok(reported.at(-1)?.secondsLeft !== undefined);
  });

  it("does nothing twice", async () => {
    const again = await run();
    assert.ok(whole.generatedTokens > 0);
    assert.equal(again.generatedTokens, 0);
    assert.deepEqual(again.constraints, whole.constraints);
  });

  it("goes on where it was stopped", () =>
    inNewFolder(async (into) => {
      const stop = new AbortController();
      const stopped = run((progress) => hasBegun(progress) && stop.abort(), into, stop.signal);
      await assert.rejects(stopped, { name: "AbortError" });
      assert.deepEqual(await readdir(into), ["calibration-state.json"]);
      const rest = await run(undefined, into);
      assert.ok(rest.generatedTokens < whole.generatedTokens);
      assertSame(rest.constraints, whole.constraints);
    }));

  it("refuses the folder of another model's set", () =>
    inNewFolder(async (into) => {
      await writeFile(
        join(into, "calibration.json"),
        JSON.stringify({ model: "llama/2x8/000000000000/other", choices: {} }),
      );
      await assert.rejects(run(undefined, into), /holds the vectors of another model/);
    }));

  it("survives a killed engine", () =>
    inNewFolder(async (into) => {
      const engine = await startEngine();
      try {
        const killed = engine.client.request(
          { ...request, folder: into },
          {
            onProgress: (progress) => {
              if (hasBegun(progress)) killEngine(engine.client);
            },
          },
        );
        await assert.rejects(killed, EngineError);
        const { result } = await engine.client.request({ ...request, folder: into });
        assert.ok(result);
        assertSame(result.constraints, whole.constraints);
        assert.ok(result.generatedTokens < whole.generatedTokens);
        const { choices } = JSON.parse(await readFile(join(into, "calibration.json"), "utf8"));
        assert.deepEqual(choices[CONCISE].alone, result.constraints[0]?.alone);
      } finally {
        await engine.dispose();
      }
    }));
});
