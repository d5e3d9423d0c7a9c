/** GGUF files in a folder of models, as they are listed, described and opened. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeGguf, float32Tensor, type GgufValue } from "../../../src/gguf/gguf.js";
import { ModelFinder } from "../../../src/models/find/find-models.js";
import { foundModelsSchema } from "../../../src/models/find/found-model.js";
import { ModelFileError, readModelFile } from "../../../src/models/gguf-file.js";
import { parseIdentity } from "../../../src/models/identity.js";
import { readModelHead } from "../../../src/models/model-head.js";
import { scratchFolder } from "../scratch.js";
import { assertSentence, type FuzzTarget, parsedLater } from "../target.js";

const uint32 = (value: number): GgufValue => ({ type: "uint32", value });
const text = (value: string): GgufValue => ({ type: "string", value });

function modelFile(architecture: string, more: [string, GgufValue][]): Uint8Array {
  const own = (name: string) => `${architecture}.${name}`;
  return encodeGguf({
    metadata: new Map<string, GgufValue>([
      ["general.architecture", text(architecture)],
      ["general.name", text("harbour")],
      ["general.file_type", uint32(1)],
      [own("block_count"), uint32(2)],
      [own("embedding_length"), uint32(4)],
      [own("context_length"), uint32(1024)],
      [own("attention.head_count"), uint32(2)],
      ...more.map(([name, value]): [string, GgufValue] => [own(name), value]),
      ["tokenizer.ggml.tokens", { type: "array", of: "string", value: ["a", "b", "c"] }],
    ]),
    tensors: [float32Tensor("token_embd.weight", new Float32Array(12), [4, 3])],
  });
}

let folder: string | undefined;

export const target: FuzzTarget = {
  seeds: [
    modelFile("llama", [
      ["feed_forward_length", uint32(8)],
      ["vocab_size", uint32(3)],
    ]),
    modelFile("gemma3", [
      ["attention.sliding_window", uint32(512)],
      ["attention.head_count_kv", { type: "array", of: "int32", value: [1, 2] }],
      ["attention.key_length", uint32(2)],
      ["attention.value_length", uint32(2)],
      ["attention.key_length_swa", uint32(2)],
      ["attention.sliding_window_pattern", { type: "array", of: "bool", value: [true, false] }],
    ]),
  ],
  isAsync: true,

  async check(input) {
    folder ??= scratchFolder();
    const path = join(folder, "harbour-Q4_K_M.gguf");
    writeFileSync(path, input);
    const models = await new ModelFinder().find({
      packageRoot: join(folder, "none"),
      downloads: [],
      folders: [folder],
      files: [],
      maxContext: 8192,
      calibrated: ["llama/2x4/0a/harbour"],
      surroundings: { platform: "linux", environment: {}, home: join(folder, "none") },
    });
    const [found] = foundModelsSchema.parse({ models }).models.filter((one) => one.path === path);
    assert.ok(found, "every file is listed");
    if (found.problem !== undefined) assertSentence(found.problem);
    assert.equal(found.name, "harbour Q4_K_M");
    const head = await readModelHead(path);
    if (head?.contextLength !== undefined) {
      assert.ok(Number.isSafeInteger(head.contextLength) && head.contextLength >= 0);
    }
    const file = await parsedLater(() => readModelFile(path), ModelFileError);
    if (!file) return;
    const parts = parseIdentity(file.identity);
    assert.equal(parts?.layers, file.layers);
    assert.equal(parts?.width, file.width);
  },
};
