import assert from "node:assert/strict";
import {
  byteCount,
  modelDetail,
  modelPlace,
  room,
  shortCount,
} from "../../../src/model-picking/model-detail.js";
import type { Device } from "../../../src/models/device-schema.js";
import type { FoundModel } from "../../../src/models/find/found-model.js";

const processor: Device = { name: "CPU", kind: "cpu", memoryBytes: 8e9, freeBytes: 4e9 };
const card: Device = { name: "GPU", kind: "cuda", memoryBytes: 8e9, freeBytes: 6e9 };

const model: FoundModel = {
  path: "/models/m.gguf",
  name: "m",
  source: "folder",
  bytes: 4.37e9,
  parameters: 7.24e9,
  quantisation: "Q4_K_M",
  contextLength: 8192,
  calibrated: true,
  memory: 5e9,
};

describe("a found model in words", () => {
  it("names everything that is known, and whether it fits", () => {
    assert.equal(
      modelDetail(model, [card, processor]),
      "7.2B · Q4_K_M · context of 8192 tokens · 4.4 GB · fits into the GPU's memory · calibrated",
    );
  });

  it("leaves out what is not known", () => {
    const { path, name, source } = model;
    assert.equal(
      modelDetail({ path, name, source, bytes: 7e6, calibrated: false, memory: 0 }, [processor]),
      "7 MB",
    );
    assert.doesNotMatch(modelDetail(model, []), /fits|needs/);
  });

  it("gives the reason alone where a model cannot be used", () => {
    assert.equal(modelDetail({ ...model, problem: "It is cut off." }, [card]), "It is cut off.");
  });

  it("lies in its folder, and by itself where another of its name lies there, too", () => {
    const at = (path: string, name = "m"): FoundModel => ({ ...model, path, name });
    const all = [
      at("/home/ada/models/m-Q4_0.gguf"),
      at("/home/adam/models/m-Q4_0.gguf"),
      at("/srv/m-Q4_0.gguf"),
      at("/srv/m.Q4_0.gguf"),
      at("/srv/other.gguf", "other"),
    ];
    const places = all.map((one) => modelPlace(one, all, "/home/ada"));
    assert.deepEqual(places, [
      "~/models",
      "/home/adam/models",
      "/srv/m-Q4_0.gguf",
      "/srv/m.Q4_0.gguf",
      "/srv",
    ]);
  });

  it("says where there is room, and how much is missing", () => {
    assert.equal(room(6e9, [card, processor]), "fits into the GPU's memory");
    assert.equal(room(6.1e9, [card, processor]), "fits into memory");
    assert.equal(room(4e9, [processor]), "fits into memory");
    assert.equal(room(6e9, [processor]), "needs 6 GB, 4 GB are free");
  });

  it("counts as models and memory are named", () => {
    assert.deepEqual([7.24e9, 70e9, 405e9, 270e6, 512].map(shortCount), [
      "7.2B",
      "70B",
      "405B",
      "270M",
      "512",
    ]);
    assert.deepEqual([1e3, 7e6, 999e6, 4.37e9, 130e9].map(byteCount), [
      "1 MB",
      "7 MB",
      "999 MB",
      "4.4 GB",
      "130 GB",
    ]);
  });
});
