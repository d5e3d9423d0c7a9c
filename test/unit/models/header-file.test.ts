import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { GgufMoreBytesNeeded } from "../../../src/gguf/bytes.js";
import { encodeGguf, float32Tensor, GgufError, type GgufValue } from "../../../src/gguf/gguf.js";
import { parseGgufHeader } from "../../../src/gguf/header.js";
import { readHeaderFile } from "../../../src/models/header-file.js";
import { temporaryFolder } from "../../support/random-model.js";

const tokens = Array.from({ length: 60_000 }, (_, i) => `token number ${i}`);
const large = encodeGguf({
  metadata: new Map<string, GgufValue>([
    ["general.name", { type: "string", value: "large" }],
    ["tokenizer.ggml.tokens", { type: "array", of: "string", value: tokens }],
    ["tokenizer.ggml.scores", { type: "array", of: "float32", value: tokens.map(() => 0) }],
    ["a.last", { type: "uint64", value: 7n }],
  ]),
  tensors: [float32Tensor("weights", new Float32Array(64), [32, 2])],
});

/** A file that says of itself that it has so many metadata values and tensors. */
function announcing(values: bigint, tensors: bigint, rest: Uint8Array = new Uint8Array(0)): Buffer {
  const head = Buffer.alloc(24);
  head.write("GGUF");
  head.writeUInt32LE(3, 4);
  head.writeBigUInt64LE(tensors, 8);
  head.writeBigUInt64LE(values, 16);
  return Buffer.concat([head, rest]);
}

describe("a header on disk", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  function written(name: string, bytes: Uint8Array): string {
    const path = join(folder.path, name);
    writeFileSync(path, bytes);
    return path;
  }

  it("is read to its end when it is long, and only what is wanted is kept", async () => {
    const path = written("large.gguf", large);
    const header = await readHeaderFile(path, (key) => key === "general.name" || key === "a.last");
    assert.deepEqual(
      [...header.metadata.values()].map(({ value }) => value),
      ["large", 7n],
    );
    assert.ok(header.keys.has("tokenizer.ggml.tokens"));
    assert.deepEqual(
      header.tensors.map(({ name, shape }) => [name, shape]),
      [["weights", [32, 2]]],
    );
    assert.equal(header.dataStart + 64 * 4, header.fileSize);
    assert.deepEqual(
      (await readHeaderFile(path)).metadata.get("tokenizer.ggml.tokens")?.value,
      tokens,
    );
  });

  it("asks for more of a file, never for what the file has not", () => {
    const { dataStart } = parseGgufHeader(large);
    const end = dataStart - 32;
    for (let length = 0; length < end; length += 1 + Math.floor(length / 7)) {
      const some = large.subarray(0, length);
      assert.throws(() => parseGgufHeader(some, large.length), GgufMoreBytesNeeded);
      assert.throws(() => parseGgufHeader(some), GgufError);
    }
  });

  it("is refused when it announces more than it could hold, or than anybody could want", async () => {
    const zeros = new Uint8Array(1_000_000);
    const name = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0x61]);
    const array = (of: number, length: bigint) => {
      const bytes = Buffer.alloc(16);
      bytes.writeUInt32LE(9, 0);
      bytes.writeUInt32LE(of, 4);
      bytes.writeBigUInt64LE(length, 8);
      return Buffer.concat([name, bytes, zeros]);
    };
    const cases = {
      values: announcing(2n ** 63n, 0n, zeros),
      tensors: announcing(0n, 2n ** 40n, zeros),
      "as many values as bytes allow": announcing(70_000n, 0n, zeros),
      strings: announcing(1n, 0n, array(8, 2n ** 60n)),
      numbers: announcing(1n, 0n, array(12, 2n ** 61n)),
      "arrays of arrays": announcing(1n, 0n, array(9, 1n)),
      "a type that there is none of": announcing(1n, 0n, array(77, 1n)),
    };
    for (const [what, bytes] of Object.entries(cases)) {
      await assert.rejects(readHeaderFile(written("announcing.gguf", bytes)), GgufError, what);
    }
  });
});
