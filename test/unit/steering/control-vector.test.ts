import assert from "node:assert/strict";
import { encodeGguf, float32Tensor, type GgufValue } from "../../../src/gguf/gguf.js";
import {
  ControlVectorError,
  decodeControlVector,
  decodeVectorFile,
  encodeVectorFile,
} from "../../../src/steering/control-vector.js";
import type { SteeringVector } from "../../../src/steering/vector.js";

const layer = (x: number) => ({
  direction: Float32Array.of(0.6, 0.8),
  norm: x,
  target: 2 * x,
  baseline: x,
  agreement: 0.5,
});
const vector: SteeringVector = {
  name: "keywords:existence,keyword=harbour",
  pairs: 20,
  layers: [layer(0), layer(1), layer(2.5)],
};

/** A file as repeng writes it: an unsigned layer count and nothing of ours. */
function repengFile(tensors = [float32Tensor("direction.1", Float32Array.of(3, 4))]) {
  return encodeGguf({
    metadata: new Map<string, GgufValue>([
      ["general.architecture", { type: "string", value: "controlvector" }],
      ["controlvector.model_hint", { type: "string", value: "mistral" }],
      ["controlvector.layer_count", { type: "uint32", value: tensors.length }],
    ]),
    tensors,
  });
}

describe("control-vector files", () => {
  it("come back as they were written", () => {
    const read = decodeVectorFile(encodeVectorFile(vector, "llama", "llama/2x2/abc/tiny"));
    assert.equal(read.model, "llama/2x2/abc/tiny");
    assert.equal(read.vector.name, vector.name);
    assert.equal(read.vector.pairs, 20);
    assert.equal(read.vector.layers.length, 3);
    const last = read.vector.layers[2];
    assert.ok(last && Math.abs(last.norm - 2.5) < 1e-6);
    assert.ok(Math.abs((last.direction[1] ?? 0) - 0.8) < 1e-6);
    assert.equal(last.target, 5);
    assert.equal(last.baseline, 2.5);
    assert.equal(last.agreement, 0.5);
  });

  it("hold the mean differences under llama.cpp's names, from block 1", () => {
    const { directions, width, modelHint } = decodeControlVector(
      encodeVectorFile(vector, "llama", "m"),
    );
    assert.deepEqual([...directions.keys()], [1, 2]);
    assert.equal(width, 2);
    assert.equal(modelHint, "llama");
    assert.deepEqual(
      directions.get(2),
      Float32Array.of(2.5 * Math.fround(0.6), 2.5 * Math.fround(0.8)),
    );
  });

  it("of other programs are read", () => {
    const { directions, modelHint } = decodeControlVector(repengFile());
    assert.equal(modelHint, "mistral");
    assert.deepEqual(directions.get(1), Float32Array.of(3, 4));
  });

  const refused: [string, Uint8Array, RegExp][] = [
    ["nothing", new Uint8Array(), /not a GGUF file/],
    ["a cut-off file", repengFile().slice(0, -28), /truncated/],
    ["block 0", repengFile([float32Tensor("direction.0", Float32Array.of(1))]), /block 0/],
    ["no direction", repengFile([float32Tensor("other", Float32Array.of(1))]), /no direction/],
    [
      "different widths",
      repengFile([
        float32Tensor("direction.1", Float32Array.of(1)),
        float32Tensor("direction.2", Float32Array.of(1, 2)),
      ]),
      /differ in width/,
    ],
  ];
  for (const [what, bytes, message] of refused) {
    it(`refuse ${what} in a sentence`, () => {
      assert.throws(
        () => decodeControlVector(bytes),
        (error) => error instanceof ControlVectorError && message.test(error.message),
      );
    });
  }

  it("of other programs say nothing of targets", () => {
    assert.throws(() => decodeVectorFile(repengFile()), /not written by Tiller/);
  });
});
