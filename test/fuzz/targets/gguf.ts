/** GGUF files: a whole one, and the beginning of one that goes on elsewhere. */
import assert from "node:assert/strict";
import { GgufMoreBytesNeeded } from "../../../src/gguf/bytes.js";
import {
  decodeGguf,
  encodeGguf,
  float16Tensor,
  float32Tensor,
  GgufError,
  type GgufValue,
  int32Tensor,
} from "../../../src/gguf/gguf.js";
import { endOfData, type GgufHeader, parseGgufHeader } from "../../../src/gguf/header.js";
import { type FuzzTarget, parsed } from "../target.js";

const everyType = new Map<string, GgufValue>([
  ["general.architecture", { type: "string", value: "llama" }],
  ["general.alignment", { type: "uint32", value: 64 }],
  ["a.uint8", { type: "uint8", value: 255 }],
  ["a.int8", { type: "int8", value: -128 }],
  ["a.uint16", { type: "uint16", value: 65535 }],
  ["a.int16", { type: "int16", value: -32768 }],
  ["a.int32", { type: "int32", value: -1 }],
  ["a.float32", { type: "float32", value: 0.5 }],
  ["a.bool", { type: "bool", value: true }],
  ["a.uint64", { type: "uint64", value: 2n ** 64n - 1n }],
  ["a.int64", { type: "int64", value: -(2n ** 63n) }],
  ["a.float64", { type: "float64", value: Math.PI }],
  ["b.strings", { type: "array", of: "string", value: ["", "one", "two"] }],
  ["b.bools", { type: "array", of: "bool", value: [true, false] }],
  ["b.int64s", { type: "array", of: "int64", value: [-1n, 1n] }],
]);

/** A file that may be a hundred gigabytes, of which only the beginning is here. */
const HUNDRED_GIGABYTES = 100 * 2 ** 30;
/** Behind the header, up to the alignment that the file asks for. */
const MOST_PADDING = 2 ** 20;

export const target: FuzzTarget = {
  seeds: [
    encodeGguf({
      metadata: everyType,
      tensors: [
        float32Tensor("direction.1", Float32Array.of(1, -2.5, 3)),
        int32Tensor("ids", Int32Array.of(-1, 7)),
        float16Tensor("matrix", Float32Array.of(0.5, 1, 2, 4, 8, 16), [3, 2]),
      ],
    }),
    encodeGguf({ metadata: new Map(), tensors: [] }),
    encodeGguf({ metadata: new Map(), tensors: [float32Tensor("t", Float32Array.of(1))] }),
  ],

  check(input) {
    const header = parsed(() => beginning(input), GgufError);
    if (header) parsed(() => endOfData(header), GgufError);
    const gguf = parsed(() => decodeGguf(input), GgufError);
    if (!gguf) return;
    const encoded = encodeGguf(gguf);
    assert.ok(
      encoded.length <= input.length + MOST_PADDING,
      "no larger than what it was read from",
    );
    const again = decodeGguf(encoded);
    assert.deepEqual([...again.metadata], [...gguf.metadata]);
    assert.deepEqual(again.tensors, gguf.tensors);
  },
};

function beginning(input: Uint8Array): GgufHeader | undefined {
  try {
    return parseGgufHeader(input, HUNDRED_GIGABYTES);
  } catch (error) {
    if (error instanceof GgufMoreBytesNeeded) return undefined;
    throw error;
  }
}
