import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readModelFile } from "../../../src/models/gguf-file.js";
import { modelName, modelNameAtOnce } from "../../../src/models/model-name.js";
import { starter } from "../../../src/models/starter.js";
import { writeSmallModel } from "../../support/model-layouts.js";
import { temporaryFolder } from "../../support/random-model.js";

/** Files as they lie on the hub, and as programs name them, and what a person reads. */
const ofFiles: readonly (readonly [string, string])[] = [
  // The quantisation behind a point, a hyphen, an underscore; in large and small letters.
  ["SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2-135M-Instruct Q4_1"],
  ["Qwen3-0.6B-Q8_0.gguf", "Qwen3-0.6B Q8_0"],
  ["Qwen3-4B-Instruct-2507-UD-Q4_K_XL.gguf", "Qwen3-4B-Instruct-2507 UD-Q4_K_XL"],
  ["L3-8B-Stheno-v3.2.i1-Q4_K_M.gguf", "L3-8B-Stheno-v3.2 i1-Q4_K_M"],
  ["mistral-7b-instruct-v0.2.q4_k_m.gguf", "mistral-7b-instruct-v0.2 Q4_K_M"],
  ["phi-2_Q6_K.gguf", "phi-2 Q6_K"],
  ["tiller-tiny-f16.gguf", "tiller-tiny F16"],
  ["Meta-Llama-3.1-8B-Instruct-IQ3_XXS.gguf", "Meta-Llama-3.1-8B-Instruct IQ3_XXS"],
  ["Meta-Llama-3.1-8B-Instruct-Q4_0_4_4.gguf", "Meta-Llama-3.1-8B-Instruct Q4_0_4_4"],
  ["BitNet-b1.58-2B-4T-TQ2_0.gguf", "BitNet-b1.58-2B-4T TQ2_0"],
  ["gpt-oss-20b-MXFP4.gguf", "gpt-oss-20b MXFP4"],
  ["gemma-2-9b-it.GGUF", "gemma-2-9b-it"],
  ["stablelm-zephyr-3b.Q5KM.gguf", "stablelm-zephyr-3b Q5KM"],
  // What stands behind it says something, too.
  ["Lumimaid-v2-8B-Q4_K_M-imat.gguf", "Lumimaid-v2-8B Q4_K_M-imat"],
  // The last of several is the file's.
  ["gemma-3-1b-it-qat-q4_0-unquantized-Q4_K_M.gguf", "gemma-3-1b-it-qat-q4_0-unquantized Q4_K_M"],
  // Parts of a model.
  ["Qwen3-235B-A22B-UD-Q4_K_XL-00001-of-00003.gguf", "Qwen3-235B-A22B UD-Q4_K_XL"],
  ["grok-1.Q8_0-00002-of-00009.gguf", "grok-1 Q8_0"],
  // llama.cpp's own downloads.
  ["ggml-org_gemma-3-1b-it-GGUF_gemma-3-1b-it-Q4_K_M.gguf", "gemma-3-1b-it Q4_K_M"],
  // No quantisation, though something looks like one.
  ["Q-Quill-Q.gguf", "Q-Quill-Q"],
  ["Wörterbuch größer 日本語.gguf", "Wörterbuch größer 日本語"],
];

/** Files that do not say which model they hold, in folders that do. */
const inFolders: readonly (readonly [string, string])[] = [
  ["models/mistral-7b-instruct/ggml-model-q4_0.gguf", "mistral-7b-instruct Q4_0"],
  ["models/janhq/Jan-v1-4B-Q4_K_M/model.gguf", "Jan-v1-4B Q4_K_M"],
  ["models/Phi-4-mini-GGUF/Q4_K_M.gguf", "Phi-4-mini Q4_K_M"],
  ["models/Phi-4-mini-GGUF/Q8_0/model-00001-of-00003.gguf", "Phi-4-mini Q8_0"],
  ["my-novel-3b_gguf/unsloth.Q5_K_M.gguf", "my-novel-3b Q5_K_M"],
  [`hub/models--owner--Qwen3-0.6B-GGUF/blobs/${"1".repeat(64)}`, "Qwen3-0.6B"],
  [`hub/models--owner--writer-GGUF/snapshots/${"a".repeat(40)}/ggml-model-f16.gguf`, "writer F16"],
];

/** Files of which the header alone tells, whatever stands around them. */
const byHeaders: readonly (readonly [string, string])[] = [
  ["Downloads/model.gguf", "Harbour 3B"],
  ["home/user1/models/ggml-model-q4_0.gguf", "Harbour 3B Q4_0"],
  [`elsewhere/${"0".repeat(64)}`, "Harbour 3B"],
];

describe("a model's name", () => {
  const home = temporaryFolder();
  after(() => home.remove());

  /** A file there, with a name in its header. */
  function written(path: string, name = "Harbour 3B"): string {
    const file = join(home.path, path);
    writeSmallModel(file, { name });
    return file;
  }

  for (const [file, name] of ofFiles) {
    it(`is ${name} of ${file}, whatever its folder and its header say`, async () => {
      const path = join("/models", "Phi-4-mini-GGUF", file);
      assert.equal(modelNameAtOnce(path), name);
      assert.equal(await modelName(path), name);
      assert.equal(await modelName(path, "Smollm2 135M 8k Lc100K Mix1 Ep2"), name);
    });
  }

  for (const [path, name] of inFolders) {
    it(`is ${name} of ${path}, whatever its header says`, async () => {
      assert.equal(modelNameAtOnce(join("/data", path)), name);
      assert.equal(await modelName(join("/data", path), "Model"), name);
    });
  }

  for (const [path, name] of byHeaders) {
    it(`is ${name} of ${path}, by its header`, async () => {
      const file = written(path);
      assert.equal(await modelName(file), name);
      assert.equal((await readModelFile(file)).name, name);
    });
  }

  it("is the file's where nothing says more", async () => {
    for (const header of ["", "Model", "hf", " "]) {
      assert.equal(
        await modelName(written("plain/ggml-model-q8_0.gguf", header)),
        "ggml-model Q8_0",
      );
      assert.equal(await modelName(written("plain/Q4_K_M.gguf", header)), "Q4_K_M");
    }
    assert.equal(await modelName(join(home.path, "nothing/model.gguf")), "model");
  });

  it("is Ollama's own, of a file in its store", async () => {
    const blob = (digit: string) => written(`ollama/blobs/sha256-${digit.repeat(64)}`);
    const path = blob("3");
    const manifest = join(home.path, "ollama/manifests/registry.ollama.ai/library/llama3.2/3b");
    mkdirSync(dirname(manifest), { recursive: true });
    const mediaType = "application/vnd.ollama.image.model";
    const layers = [{ mediaType, digest: `sha256:${"3".repeat(64)}`, size: 1 }];
    writeFileSync(manifest, JSON.stringify({ layers }));
    assert.equal(await modelName(path), "llama3.2:3b");
    assert.equal((await readModelFile(path)).name, "llama3.2:3b");
    assert.equal(await modelName(blob("4")), "Harbour 3B");
  });

  it("is that of the link, where a file is a link to another", async () => {
    const link = join(home.path, "Letters-1B.Q4_0.gguf");
    symlinkSync(written("blobs/abc"), link);
    assert.equal((await readModelFile(link)).name, "Letters-1B Q4_0");
  });

  it("begins with the host where a server writes", async () => {
    const reference = "https://team.example/v1#writer-7b-q4_0";
    assert.equal(modelNameAtOnce(reference), "team.example · writer-7b-q4_0");
    assert.equal(await modelName(reference), "team.example · writer-7b-q4_0");
  });

  it("steers no terminal and turns no characters around", async () => {
    assert.equal(modelNameAtOnce("/a/gull\u001b[2J\u202e.gguf"), "gull\ufffd[2J\ufffd");
    assert.equal(await modelName(written("a/model.gguf", "gull\u001b[2J")), "gull\ufffd[2J");
  });

  it("is that of the starter", () => {
    assert.equal(modelNameAtOnce(starter.file), `${starter.name} Q4_1`);
  });

  it("is not the identity's, which outlives renaming and another quantisation", async () => {
    const one = await readModelFile(written("Quill-1B.Q8_0.gguf", "Quill"));
    const other = await readModelFile(written("other/renamed-F16.gguf", "Quill"));
    assert.deepEqual([one.name, other.name], ["Quill-1B Q8_0", "renamed F16"]);
    assert.equal(one.identity, other.identity);
    assert.match(one.identity, /\/Quill$/);
  });
});
