import assert from "node:assert/strict";
import { join } from "node:path";
import { readModelFile } from "../../src/models/gguf-file.js";
import {
  type RandomModelOptions,
  temporaryFolder,
  writeRandomModel,
} from "../support/random-model.js";

describe("the identity of a model file", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  async function identity(options: Partial<RandomModelOptions> = {}, file = "model.gguf") {
    const path = join(folder.path, file);
    writeRandomModel(path, options);
    return (await readModelFile(path)).identity;
  }

  it("is the same in every quantisation", async () => {
    const whole = await identity({ type: "F32" });
    assert.equal(await identity({ type: "F16" }), whole);
    assert.equal(await identity({ type: "Q8_0" }), whole);
  });

  it("is the same in every file of a model that does not tell its name", async () => {
    const whole = await identity({ type: "F32", name: "" }, "harbour-F32.gguf");
    assert.equal(await identity({ type: "Q8_0", name: "" }, "harbour-Q8_0.gguf"), whole);
    assert.notEqual(await identity({ type: "Q8_0", name: "" }, "lighthouse-Q8_0.gguf"), whole);
  });

  const others: [string, Partial<RandomModelOptions>][] = [
    ["architecture", { architecture: "plamo2" }],
    ["depth", { layers: 5 }],
    ["width", { embeddingSize: 256 }],
    ["vocabulary", { vocabularySize: 320 }],
    ["name", { name: "random instruct" }],
  ];
  for (const [what, options] of others) {
    it(`is another for another ${what}`, async () => {
      assert.notEqual(await identity(options), await identity());
    });
  }
});
