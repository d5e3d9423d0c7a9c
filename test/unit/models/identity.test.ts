import assert from "node:assert/strict";
import { modelIdentity, nameFromFile, parseIdentity } from "../../../src/models/identity.js";

describe("a model's identity", () => {
  const parts = {
    architecture: "llama",
    layers: 32,
    width: 4096,
    vocabulary: "02577eacf556",
    name: "Meta Llama 3.1/8B Instruct",
  };

  it("comes apart as it was put together", () => {
    assert.deepEqual(parseIdentity(modelIdentity(parts)), parts);
  });

  it("is not found in other text", () => {
    for (const text of ["", "llama", "llama/32/02577eacf556/name", "llama/32x4096/02577eacf556/"]) {
      assert.equal(parseIdentity(text), undefined);
    }
  });
});

describe("a model named after its file", () => {
  const names: [string, string][] = [
    ["gemma-2-2b-it-Q4_K_M.gguf", "gemma-2-2b-it"],
    ["gemma-2-2b-it.Q8_0.gguf", "gemma-2-2b-it"],
    ["gemma-2-2b-it-f16.gguf", "gemma-2-2b-it"],
    ["gemma-2-2b-it-BF16.GGUF", "gemma-2-2b-it"],
    ["gemma-2-2b-it-IQ3_XXS-00001-of-00003.gguf", "gemma-2-2b-it"],
    ["gemma-2-2b-it.i1-Q4_K_S.gguf", "gemma-2-2b-it"],
    ["gemma-2-2b-it.gguf", "gemma-2-2b-it"],
    ["gemma-2-9b-it-Q4_K_M.gguf", "gemma-2-9b-it"],
    ["Q4_K_M.gguf", "Q4_K_M"],
  ];
  for (const [file, name] of names) {
    it(`is ${name} in ${file}`, () => assert.equal(nameFromFile(file), name));
  }
});
