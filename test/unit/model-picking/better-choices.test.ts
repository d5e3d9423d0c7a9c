import assert from "node:assert/strict";
import { basename } from "node:path";
import { betterChoices, type KnownMachine } from "../../../src/model-picking/better-choices.js";
import type { Device } from "../../../src/models/device-schema.js";
import type { FoundModel } from "../../../src/models/find/found-model.js";
import { recommendedModels } from "../../../src/models/sources/recommended.js";
import { starter } from "../../../src/models/starter.js";

const GIGABYTE = 1e9;
const [small, middle, large] = recommendedModels as [
  (typeof recommendedModels)[number],
  (typeof recommendedModels)[number],
  (typeof recommendedModels)[number],
];

const processor = (free: number): Device => ({
  name: "CPU",
  kind: "cpu",
  memoryBytes: 64 * GIGABYTE,
  freeBytes: free * GIGABYTE,
});
const card = (free: number): Device => ({ ...processor(free), name: "GPU", kind: "vulkan" });

/** As measured on two cores. */
const measured = { tokensPerSecond: 100, bytes: starter.bytes, onGpu: false };

function on(devices: readonly Device[] | undefined, rest: Partial<KnownMachine> = {}) {
  return betterChoices({ devices, measured: undefined, found: [], ...rest });
}

function details({ fitting, others }: ReturnType<typeof on>): string[] {
  return [...fitting, ...others].map(({ detail }) => detail);
}

describe("the choice of a better model", () => {
  it("has the best one first, by the name that its file will have", () => {
    const { fitting, others } = on([processor(32)]);
    assert.deepEqual(
      fitting.map(({ name }) => name),
      ["Qwen3-4B-Instruct-2507 Q4_K_M", "Qwen3-1.7B Q8_0", "Qwen3-0.6B Q8_0"],
    );
    assert.deepEqual(others, []);
  });

  it("puts those last for which there is not enough memory", () => {
    const { fitting, others } = on([processor(2)]);
    assert.deepEqual(
      [fitting, others].map((group) => group.map(({ source }) => source)),
      [[small.source], [large.source, middle.source]],
    );
  });

  it("says size, memory, fit and licence, and nothing of a speed that nobody has measured", () => {
    const [best] = on([processor(3.5)]).others;
    assert.equal(best?.detail, "2.5 GB · needs 4.1 GB, 3.5 GB are free · licence Apache-2.0");
    assert.deepEqual(details(on(undefined)), [
      "2.5 GB · 4.1 GB of memory · licence Apache-2.0",
      "1.8 GB · 3.1 GB of memory · licence Apache-2.0",
      "639 MB · 1.9 GB of memory · licence Apache-2.0",
    ]);
  });

  it("scales the starter's speed by the bytes that are read for each token", () => {
    // 100 · 98 MB / 2497 MB, / 1834 MB, / 639 MB
    assert.deepEqual(
      details(on([processor(32)], { measured })).map((detail) => detail.split(" · ")[3]),
      ["about 4 tokens/s", "about 5 tokens/s", "about 15 tokens/s"],
    );
    const slow = { ...measured, tokensPerSecond: 10 };
    assert.match(details(on([processor(32)], { measured: slow }))[0] ?? "", /less than 1 token\/s/);
  });

  it("says of a GPU only what is the least, and of a model that runs elsewhere nothing", () => {
    const onGpu = { ...measured, onGpu: true };
    const speeds = (devices: Device[], known: typeof measured) =>
      details(on(devices, { measured: known })).map(
        (detail) => /[a-z ]+\d+ tokens\/s/.exec(detail)?.[0],
      );
    assert.deepEqual(speeds([card(2), processor(32)], onGpu), [
      undefined,
      undefined,
      " at least 15 tokens/s",
    ]);
    assert.deepEqual(speeds([card(2), processor(32)], measured), [
      " about 4 tokens/s",
      " about 5 tokens/s",
      undefined,
    ]);
    assert.deepEqual(speeds([processor(1)], measured), [undefined, undefined, undefined]);
  });

  it("takes the file of a model that is here already, if it is whole", () => {
    const file: FoundModel = {
      path: `/models/${basename(small.source)}`,
      name: "any",
      source: "folder",
      bytes: small.bytes,
      calibrated: false,
      memory: small.memory,
    };
    const pathFor = (found: FoundModel) => on([processor(32)], { found: [found] }).fitting[2]?.path;
    assert.equal(pathFor(file), file.path);
    assert.equal(pathFor({ ...file, bytes: small.bytes - 1 }), undefined);
    assert.equal(pathFor({ ...file, problem: "The end of the file is missing." }), undefined);
    assert.equal(pathFor({ ...file, path: "/models/other.gguf" }), undefined);
  });
});
