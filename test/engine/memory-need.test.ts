import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { tensorFormats } from "../../src/gguf/tensor-formats.js";
import { readFileFacts } from "../../src/models/find/facts.js";
import { memoryNeed } from "../../src/models/find/memory-need.js";
import { temporaryFolder, writeRandomModel } from "../support/random-model.js";
import { needsStarter, starterModel } from "../support/starter.js";
import { openLlama } from "../support/steered-model.js";
import { tillerTiny } from "../support/tiny.js";

const run = promisify(execFile);

interface FormatBindings {
  _bindings: {
    getGgmlType(name: string): number | undefined;
    getBlockSizeForGgmlType(id: number): number;
    getTypeSizeForGgmlType(id: number): number;
  };
}

describe("the memory that a model needs", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** Bytes of the buffers that llama.cpp makes for a model and a context: it says so in its log. */
  async function allocated(modelPath: string, contextSize: number): Promise<number> {
    const program = ["--import=tsx", "test/support/allocate.ts", modelPath, String(contextSize)];
    const { stdout } = await run(process.execPath, program);
    const sizes = [...stdout.matchAll(/buffer size =\s+([\d.]+) MiB/g)];
    assert.ok(sizes.length >= 3, "weights, cache and computing");
    return sizes.reduce((sum, [, size]) => sum + Number(size), 0) * 2 ** 20;
  }

  async function compare(path: string, contextSize: number): Promise<void> {
    const { weightBytes, attention } = await readFileFacts(path);
    const need = memoryNeed(weightBytes, attention, contextSize);
    const real = await allocated(path, contextSize);
    assert.ok(need >= real && need <= real * 1.25, `${need} bytes for ${real}`);
  }

  it("is what llama.cpp allocates for a model, and at most a quarter more", async () => {
    const { contextLength } = await readFileFacts(tillerTiny);
    await compare(tillerTiny, Math.min(8192, contextLength ?? 8192));
  });

  it("is so for the bundled model", async function () {
    needsStarter(this);
    await compare(starterModel, 8192);
  });

  it("grows with the context as llama.cpp's cache does", async () => {
    const path = join(folder.path, "wide.gguf");
    writeRandomModel(path, { layers: 4, embeddingSize: 256, heads: 4, contextSize: 16384 });
    await compare(path, 8192);
    await compare(path, 2048);
  });

  it("counts the weights of a file as its size, but for the header", async () => {
    const { weightBytes } = await readFileFacts(tillerTiny);
    const { size } = statSync(tillerTiny);
    assert.ok(weightBytes < size && weightBytes > size * 0.9, `${weightBytes} of ${size}`);
  });

  it("knows how ggml stores every type of tensor", async () => {
    const llama = await openLlama();
    const { _bindings: ggml } = llama as unknown as FormatBindings;
    for (const [type, { id, blockElements, blockBytes }] of Object.entries(tensorFormats)) {
      assert.equal(ggml.getGgmlType(type), id, type);
      assert.equal(ggml.getBlockSizeForGgmlType(id), blockElements, type);
      assert.equal(ggml.getTypeSizeForGgmlType(id), blockBytes, type);
    }
    await llama.dispose();
  });
});
