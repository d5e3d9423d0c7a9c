import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readModelHead } from "../../../src/models/model-head.js";
import {
  type RandomModelOptions,
  temporaryFolder,
  writeRandomModel,
} from "../../support/random-model.js";

describe("the head of a model file", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  function written(file: string, options: Partial<RandomModelOptions>): string {
    const path = join(folder.path, file);
    writeRandomModel(path, options);
    return path;
  }

  it("tells the name and the longest context, before a vocabulary of any size", async () => {
    const path = written("large.gguf", {
      name: "harbour",
      contextSize: 512,
      vocabularySize: 40_000,
      embeddingSize: 32,
      heads: 1,
      keyValueHeads: 1,
      feedForwardSize: 32,
      layers: 1,
    });
    assert.deepEqual(await readModelHead(path), { name: "harbour", contextLength: 512 });
  });

  it("tells no name where there is none", async () => {
    const head = await readModelHead(written("lighthouse-Q8_0.gguf", { name: "", type: "Q8_0" }));
    assert.deepEqual(head, { name: undefined, contextLength: 2048 });
  });

  it("is none where there is no model", async () => {
    const letter = join(folder.path, "letter.gguf");
    await writeFile(letter, "Dear reader,");
    const empty = join(folder.path, "empty.gguf");
    await writeFile(empty, "");
    for (const path of [letter, empty, join(folder.path, "none.gguf"), folder.path]) {
      assert.equal(await readModelHead(path), undefined);
    }
  });

  it("says what it can when the file is cut off", async () => {
    const path = join(folder.path, "cut.gguf");
    await writeFile(path, "GGUF");
    assert.deepEqual(await readModelHead(path), { name: undefined, contextLength: undefined });
  });
});
