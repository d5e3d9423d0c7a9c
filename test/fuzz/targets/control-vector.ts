/** Control-vector files: any program's, and our own. */
import assert from "node:assert/strict";
import { encodeGguf, float32Tensor } from "../../../src/gguf/gguf.js";
import {
  ControlVectorError,
  decodeControlVector,
  decodeVectorFile,
  encodeVectorFile,
  moveVectorFile,
} from "../../../src/steering/control-vector.js";
import { type FuzzTarget, parsed } from "../target.js";
import { vectorOf } from "../vectors.js";

const repeng = encodeGguf({
  metadata: new Map([
    ["general.architecture", { type: "string", value: "controlvector" }],
    ["controlvector.model_hint", { type: "string", value: "mistral" }],
    ["controlvector.layer_count", { type: "uint32", value: 2 }],
  ]),
  tensors: [1, 2].map((block) => float32Tensor(`direction.${block}`, Float32Array.of(1, 0, -1))),
});

const MODEL = "llama/3x4/0a/harbour";

export const target: FuzzTarget = {
  seeds: [encodeVectorFile(vectorOf("punctuation:no_comma"), "llama", MODEL), repeng],

  check(input) {
    const any = parsed(() => decodeControlVector(input), ControlVectorError);
    const own = parsed(() => decodeVectorFile(input), ControlVectorError);
    if (any) {
      for (const direction of any.directions.values()) assert.equal(direction.length, any.width);
    }
    if (!own) return;
    assert.ok(any, "our own files are control vectors");
    for (const { direction, norm } of own.vector.layers) {
      assert.equal(direction.length, any.width);
      assert.ok(Number.isFinite(norm) && direction.every(Number.isFinite));
    }
    const moved = decodeVectorFile(moveVectorFile(input, "other"));
    assert.deepEqual(moved, { vector: own.vector, model: "other" });
    const written = decodeVectorFile(encodeVectorFile(own.vector, "llama", own.model));
    assert.equal(written.vector.name, own.vector.name);
    assert.equal(written.vector.layers.length, own.vector.layers.length);
  },
};
