import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeGguf,
  encodeGguf,
  float16Tensor,
  float32Tensor,
  type Gguf,
  GgufError,
  type GgufValue,
  int32Tensor,
  layOutGguf,
  tensorFloats,
  tensorInt32s,
} from "../../../src/gguf/gguf.js";

/** One value of every type, as scalar and in an array. */
const everyType: ReadonlyMap<string, GgufValue> = new Map<string, GgufValue>([
  ["a.uint8", { type: "uint8", value: 255 }],
  ["a.int8", { type: "int8", value: -128 }],
  ["a.uint16", { type: "uint16", value: 65535 }],
  ["a.int16", { type: "int16", value: -32768 }],
  ["a.uint32", { type: "uint32", value: 4294967295 }],
  ["a.int32", { type: "int32", value: -2147483648 }],
  ["a.float32", { type: "float32", value: Math.fround(0.1) }],
  ["a.bool", { type: "bool", value: true }],
  ["a.string", { type: "string", value: "naïve \u{1F600} \uFEFF" }],
  ["a.uint64", { type: "uint64", value: 2n ** 64n - 1n }],
  ["a.int64", { type: "int64", value: -(2n ** 63n) }],
  ["a.float64", { type: "float64", value: Math.PI }],
  ["b.strings", { type: "array", of: "string", value: ["", "one", "two"] }],
  ["b.bools", { type: "array", of: "bool", value: [true, false] }],
  ["b.empty", { type: "array", of: "float64", value: [] }],
  ["b.int64s", { type: "array", of: "int64", value: [-1n, 1n] }],
]);

const sample: Gguf = {
  metadata: everyType,
  tensors: [
    float32Tensor("direction.1", Float32Array.of(1, -2.5, 3)),
    int32Tensor("ids", Int32Array.of(-1, 7)),
    float16Tensor("matrix", Float32Array.of(0.5, 1, 2, 4, 8, 16), [3, 2]),
    float32Tensor("cube", new Float32Array(24).fill(9), [2, 3, 4]),
  ],
};

describe("GGUF files", () => {
  it("come back as they were written", () => {
    const decoded = decodeGguf(encodeGguf(sample));
    assert.deepEqual([...decoded.metadata], [...sample.metadata]);
    assert.deepEqual(
      decoded.tensors.map(({ data, ...info }) => ({ ...info, data: [...data] })),
      sample.tensors.map(({ data, ...info }) => ({ ...info, data: [...data] })),
    );
    const [direction, ids, matrix] = decoded.tensors;
    assert.ok(direction && ids && matrix);
    assert.deepEqual([...tensorFloats(direction)], [1, -2.5, 3]);
    assert.deepEqual([...tensorInt32s(ids)], [-1, 7]);
    assert.deepEqual([...tensorFloats(matrix)], [0.5, 1, 2, 4, 8, 16]);
  });

  it("align tensor data as the metadata ask", () => {
    const metadata = new Map<string, GgufValue>([
      ["general.alignment", { type: "uint32", value: 128 }],
    ]);
    const { header, offsets, fileSize } = layOutGguf(metadata, sample.tensors);
    for (const size of [header.length, ...offsets, fileSize]) assert.equal(size % 128, 0);
    const decoded = decodeGguf(encodeGguf({ metadata, tensors: sample.tensors }));
    assert.equal(decoded.tensors.length, sample.tensors.length);
  });

  it("are decoded from a view into a larger buffer", () => {
    const bytes = encodeGguf(sample);
    const padded = new Uint8Array(bytes.length + 3);
    padded.set(bytes, 3);
    assert.deepEqual([...decodeGguf(padded.subarray(3)).metadata], [...everyType]);
  });

  it("hold vocabularies of any length", () => {
    const tokens = Array.from({ length: 20_000 }, (_, i) => `token ${i}`);
    const types = tokens.map((_, i) => i % 7);
    const metadata = new Map<string, GgufValue>([
      ["tokens", { type: "array", of: "string", value: tokens }],
      ["types", { type: "array", of: "int32", value: types }],
    ]);
    const decoded = decodeGguf(encodeGguf({ metadata, tensors: [] }));
    assert.deepEqual([...decoded.metadata], [...metadata]);
  });

  it("are refused when cut off anywhere", () => {
    const { fileSize, offsets } = layOutGguf(sample.metadata, sample.tensors);
    const bytes = encodeGguf(sample);
    const lastByte = (offsets.at(-1) ?? 0) + 24 * 4;
    assert.ok(lastByte <= fileSize);
    for (let length = 0; length < lastByte; length++) {
      assert.throws(() => decodeGguf(bytes.subarray(0, length)), GgufError, `${length} bytes`);
    }
  });

  it("are refused or decoded, never worse, when bytes are wrong", () => {
    const bytes = encodeGguf(sample);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        try {
          decodeGguf(damaged);
        } catch (error) {
          assert.ok(error instanceof GgufError, String(error));
          assert.match(error.message, /\.$/);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("are not taken for granted: magic, version, byte order", () => {
    assert.throws(() => decodeGguf(new TextEncoder().encode("PK\x03\x04 zip")), /not a GGUF file/);
    const bytes = encodeGguf(sample);
    bytes[4] = 1;
    assert.throws(() => decodeGguf(bytes), /version 1 is not supported/);
    bytes.set([0, 0, 0, 3], 4);
    assert.throws(() => decodeGguf(bytes), /big-endian/);
  });

  it("refuse to hold what does not fit", () => {
    const encode = (value: GgufValue) =>
      encodeGguf({ metadata: new Map([["key", value]]), tensors: [] });
    assert.throws(() => encode({ type: "uint8", value: 256 }), /"key" does not fit/);
    assert.throws(() => encode({ type: "int32", value: 0.5 }), /"key" does not fit/);
    assert.throws(() => encode({ type: "uint64", value: -1n }), /"key" does not fit/);
    const tensors = [float32Tensor("t", new Float32Array(3), [2, 2])];
    assert.throws(() => encodeGguf({ metadata: new Map(), tensors }), /do not fit its shape/);
    const empty = [float32Tensor("t", new Float32Array(0))];
    assert.throws(() => encodeGguf({ metadata: new Map(), tensors: empty }), /impossible shape/);
  });
});

describe("half precision", () => {
  const fromFloat16Bits = (bits: number) => {
    const data = Uint8Array.of(bits & 0xff, bits >>> 8);
    return tensorFloats({ name: "half", type: "F16", shape: [1], data })[0] as number;
  };
  const toFloat16Bits = (value: number) => {
    const [low = 0, high = 0] = float16Tensor("half", Float32Array.of(value)).data;
    return (high << 8) | low;
  };

  it("keeps every half-precision number", () => {
    for (let bits = 0; bits <= 0xffff; bits++) {
      const value = fromFloat16Bits(bits);
      if (Number.isNaN(value)) assert.ok(Number.isNaN(fromFloat16Bits(toFloat16Bits(value))));
      else assert.equal(toFloat16Bits(value), bits);
    }
  });

  it("rounds to nearest, ties to even", () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const [low, high] = [fromFloat16Bits(bits), fromFloat16Bits(bits + 1)];
      const middle = (low + high) / 2;
      assert.equal(toFloat16Bits(middle), bits + (bits & 1));
      assert.equal(toFloat16Bits(low + (high - low) * 0.4375), bits);
      assert.equal(toFloat16Bits(low + (high - low) * 0.5625), bits + 1);
    }
    assert.equal(toFloat16Bits(65520), 0x7c00);
    assert.equal(toFloat16Bits(2 ** -25), 0);
  });
});
