import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CalibrateRequest } from "../../../src/engine/api/protocol.js";
import { checkCache } from "../../support/cache-check.js";
import {
  done,
  onlyText,
  request,
  selection,
  startEngine,
  type TestEngine,
} from "../../support/engine.js";
import { SeededRandom } from "../../support/seeded-random.js";
import { tillerTiny } from "../../support/tiny.js";
import { avoiding } from "../../support/words.js";

const quotation = selection("startend:quotation");
const calibrate: CalibrateRequest = {
  kind: "calibrate",
  model: tillerTiny,
  constraints: quotation.constraints,
  modes: ["alone"],
};

/** What may become of a file. */
const damages: Record<string, (bytes: Buffer) => Buffer> = {
  "are empty": () => Buffer.alloc(0),
  "end in the middle": (bytes) => bytes.subarray(0, bytes.length >> 1),
  "hold anything": (bytes) => {
    const random = new SeededRandom(bytes.length);
    return Buffer.from(bytes.map(() => random.below(256)));
  },
  "have lost a few bits": (bytes) => {
    const random = new SeededRandom(bytes.length);
    const changed = Buffer.from(bytes);
    // Where each file says what it is; a number that has changed is as good as any.
    for (let at = random.below(4); at < 32; at += 4)
      changed.writeUInt8(changed.readUInt8(at) ^ 16, at);
    return changed;
  },
};

describe("a cache whose files", () => {
  let engine: TestEngine;
  let text: string;
  before(async () => {
    engine = await startEngine();
    text = onlyText(await engine.client.request(avoiding("harbour")));
    await leaveCalibrationUnfinished();
  });
  after(() => engine.dispose());

  for (const [damage, spoil] of Object.entries(damages)) {
    it(`${damage} is as good as none`, async () => {
      const spoilt = await spoilAll(spoil);
      for (const end of [".gguf", ".f32", "calibration-state.json"]) {
        assert.ok(
          spoilt.some((name) => name.endsWith(end)),
          `${end} in ${spoilt}`,
        );
      }
      await loadAnew();
      assert.equal(onlyText(await engine.client.request(avoiding("harbour"))), text);
      await leaveCalibrationUnfinished();
      await checkCache(engine.cacheDirectory);
    });
  }

  it("have things of other kinds in them are as good as none", async () => {
    const folder = await setFolder();
    for (const content of [
      "null",
      "[]",
      "7",
      '{"model":1,"choices":[]}',
      '{"choices":{"a":null}}',
    ]) {
      for (const name of ["calibration.json", "calibration-state.json"]) {
        await writeFile(join(folder, name), content);
      }
      await loadAnew();
      const steered = done(await engine.client.request(request({ selection: quotation })));
      assert.equal(steered.texts[0]?.steering.length, 1);
      const told = await engine.client.request({ kind: "calibration", model: tillerTiny });
      assert.ok(told.status === "done" && told.result.calibrated);
    }
    assert.equal((await engine.client.request(calibrate)).status, "done");
    await checkCache(engine.cacheDirectory);
  });

  it("name a layer that the model has not are used in the natural way", async () => {
    const folder = await setFolder();
    const path = join(folder, "calibration.json");
    const calibration = JSON.parse(await readFile(path, "utf8"));
    calibration.choices["startend:quotation"] = {
      alone: {
        layer: 99,
        operation: "add",
        positions: "all",
        strength: 1,
        accuracyOff: 0,
        accuracyOn: 1,
        examples: 12,
      },
    };
    await writeFile(path, JSON.stringify(calibration));
    await loadAnew();
    const steered = done(await engine.client.request(request({ selection: quotation })));
    assert.equal(steered.texts[0]?.steering.length, 1);
  });

  /** Nothing of what was read before is in memory then. */
  async function loadAnew(): Promise<void> {
    const { client } = engine;
    client.loading = () => ({ contextSize: 512 });
    await client.request({ kind: "load", model: tillerTiny });
    client.loading = undefined;
    await client.request({ kind: "load", model: tillerTiny });
  }

  async function leaveCalibrationUnfinished(): Promise<void> {
    const stop = new AbortController();
    const outcome = await engine.client.request(calibrate, {
      signal: stop.signal,
      // With the first constraint begun, the texts of all are kept.
      onProgress: ({ message }) => {
        if (/^Calibrating /.test(message)) stop.abort();
      },
    });
    assert.equal(outcome.status, "cancelled");
  }

  async function setFolder(): Promise<string> {
    const vectors = join(engine.cacheDirectory, "vectors");
    const [name] = await readdir(vectors);
    return join(vectors, name as string);
  }

  async function spoilAll(spoil: (bytes: Buffer) => Buffer): Promise<string[]> {
    const folder = await setFolder();
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
    for (const file of files) await writeFile(file, spoil(await readFile(file)));
    return files;
  }
});
