import assert from "node:assert/strict";
import {
  closeSync,
  openSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { encodeGguf, float32Tensor, type GgufValue } from "../../../../src/gguf/gguf.js";
import { ModelFinder, type WhatToFind } from "../../../../src/models/find/find-models.js";
import type { FoundModel } from "../../../../src/models/find/found-model.js";
import { readModelFile } from "../../../../src/models/gguf-file.js";
import { type Layouts, writeLayouts, writeSmallModel } from "../../../support/model-layouts.js";
import { temporaryFolder } from "../../../support/random-model.js";

const string = (value: string): GgufValue => ({ type: "string", value });

describe("finding models", () => {
  const home = temporaryFolder();
  const empty = temporaryFolder();
  let layouts: Layouts;
  before(() => {
    layouts = writeLayouts(home.path);
  });
  after(() => {
    home.remove();
    empty.remove();
  });

  function find(change: Partial<WhatToFind> = {}, finder = new ModelFinder()) {
    return finder.find({
      packageRoot: empty.path,
      downloads: [join(empty.path, "none")],
      folders: [],
      files: [],
      maxContext: 8192,
      calibrated: [],
      surroundings: { platform: "linux", environment: {}, home: empty.path },
      ...change,
    });
  }

  function findAll(finder?: ModelFinder) {
    return find(
      {
        downloads: [layouts.downloads],
        folders: [layouts.folder],
        surroundings: { platform: "linux", environment: {}, home: home.path },
      },
      finder,
    );
  }

  /** The one model of a folder of its own. */
  async function only(
    name: string,
    write: (folder: string) => void,
    change: Partial<WhatToFind> = {},
  ) {
    const folder = temporaryFolder();
    try {
      write(folder.path);
      const models = await find({ folders: [folder.path], ...change });
      assert.equal(models.length, 1, `one model for ${name}`);
      return models[0] as FoundModel;
    } finally {
      folder.remove();
    }
  }

  it("finds each of 20 models once, under the program that keeps it", async () => {
    const bySource: Record<string, string[]> = {};
    for (const { source, name, problem } of await findAll()) {
      assert.equal(problem, undefined);
      bySource[source] = [...(bySource[source] ?? []), name].sort();
    }
    const expected = Object.entries(layouts.expected).map(([s, names]) => [s, [...names].sort()]);
    assert.deepEqual(bySource, Object.fromEntries(expected));
    assert.equal(Object.values(bySource).flat().length, 20);
  });

  it("does not read a header again while its file stays as it is", async () => {
    const finder = new ModelFinder();
    const first = await findAll(finder);
    assert.deepEqual(await findAll(finder), first);
  });

  it("tells what the header says", async () => {
    const path = join(home.path, "Meine Modelle/BIG.GGUF");
    const models = await findAll();
    const { memory, ...model } = models.find((one) => one.path === path) as FoundModel;
    assert.deepEqual(model, {
      path,
      name: "BIG",
      source: "folder",
      bytes: statSync(path).size,
      architecture: "llama",
      contextLength: 2048,
      quantisation: "Q8_0",
      // Embedding and output, four attention and three feed-forward matrices, three norms.
      parameters: 2 * 288 * 32 + 4 * 32 * 32 + 3 * 32 * 32 + 3 * 32,
      calibrated: false,
    });
    assert.ok(memory > model.bytes);
  });

  it("sees that a model is calibrated, and no other of the same sizes", async () => {
    const path = join(home.path, "Meine Modelle/BIG.GGUF");
    const { identity } = await readModelFile(path);
    const calibrated = async (identities: string[]) =>
      (await find({ folders: [layouts.folder], calibrated: identities }))
        .filter((model) => model.calibrated)
        .map((model) => model.path);
    assert.deepEqual(await calibrated([identity]), [path]);
    assert.deepEqual(
      await calibrated([identity.replace(/\/[0-9a-f]{12}\//, "/0123456789ab/")]),
      [],
    );
  });

  it("says that the end of a file is missing", async () => {
    const model = await only("cut", (folder) => {
      const path = join(folder, "cut.gguf");
      writeSmallModel(path);
      truncateSync(path, statSync(path).size - 1000);
    });
    assert.match(model.problem ?? "", /end of the file is missing/);
  });

  it("says that a header is damaged", async () => {
    const model = await only("damaged", (folder) => {
      const path = join(folder, "damaged.gguf");
      writeSmallModel(path);
      truncateSync(path, 1000);
    });
    assert.match(model.problem ?? "", /header cannot be read/);
    assert.equal(model.name, "damaged");
  });

  const others: [string, Record<string, GgufValue>, RegExp][] = [
    [
      "a projector",
      { "general.architecture": string("clip"), "general.type": string("mmproj") },
      /images/,
    ],
    [
      "an adapter",
      { "general.architecture": string("llama"), "general.type": string("adapter") },
      /LoRA/,
    ],
    ["a control vector", { "general.architecture": string("controlvector") }, /control vector/],
    ["an embedding model", { "general.architecture": string("bert") }, /embeddings/],
    [
      "an embedding model of a writing architecture",
      {
        "general.architecture": string("qwen3"),
        "qwen3.pooling_type": { type: "uint32", value: 3 },
      },
      /embeddings/,
    ],
    ["an unknown architecture", { "general.architecture": string("abacus") }, /abacus/],
    [
      "one whose name is one of JavaScript's own",
      { "general.architecture": string("constructor") },
      /constructor/,
    ],
    ["no architecture", {}, /header cannot be read/],
  ];
  for (const [what, metadata, problem] of others) {
    it(`says that it is ${what}`, async () => {
      const model = await only(what, (folder) => {
        const tensors = [float32Tensor("a", new Float32Array(32))];
        writeFileSync(
          join(folder, "a.gguf"),
          encodeGguf({ metadata: new Map(Object.entries(metadata)), tensors }),
        );
      });
      assert.match(model.problem ?? "", problem);
    });
  }

  it("lists a model in parts once, and says which part is missing", async () => {
    const parts = ["model-00001-of-00002.gguf", "model-00002-of-00002.gguf"];
    const whole = await only("parts", (folder) => {
      for (const part of parts) writeSmallModel(join(folder, part));
    });
    const one = await only("one", (folder) => writeSmallModel(join(folder, "model.gguf")));
    assert.equal(whole.bytes, 2 * one.bytes);
    assert.equal(whole.parameters, 2 * (one.parameters ?? 0));
    assert.equal(whole.problem, undefined);
    assert.match(whole.path, /00001-of-00002/);

    for (const [present, missing] of [parts, [...parts].reverse()] as [string, string][]) {
      const model = await only("missing", (folder) => writeSmallModel(join(folder, present)));
      assert.ok(model.problem?.includes(missing), model.problem);
    }
  });

  it("lists single files by themselves, unless they lie in a place that is known", async () => {
    const folder = temporaryFolder();
    try {
      const [inPlace, elsewhere] = [
        join(folder.path, "a/in.gguf"),
        join(folder.path, "b/out.gguf"),
      ];
      for (const [seed, path] of [inPlace, elsewhere].entries()) writeSmallModel(path, { seed });
      const models = await find({
        folders: [join(folder.path, "a")],
        files: [elsewhere, inPlace, elsewhere, join(folder.path, "gone.gguf")],
      });
      assert.deepEqual(
        models.map(({ source, path, problem }) => [source, path, problem]),
        [
          ["folder", inPlace, undefined],
          ["file", elsewhere, undefined],
        ],
      );
      const [, { memory, bytes, parameters } = assert.fail("not found")] = models;
      assert.ok(memory > bytes && parameters, "is described as the others are");
    } finally {
      folder.remove();
    }
  });

  it("reads the header of a file of gigabytes, and no more", async () => {
    const folder = temporaryFolder();
    try {
      const path = join(folder.path, "large.gguf");
      const small = join(folder.path, "small");
      writeSmallModel(small);
      renameSync(small, path);
      // A hole: it takes no room on the disk, and reading it would take a while.
      const file = openSync(path, "r+");
      writeSync(file, Uint8Array.of(0), 0, 1, 64 * 2 ** 30);
      closeSync(file);
      const [model] = await find({ folders: [folder.path] });
      assert.equal(model?.problem, undefined);
      assert.equal(model?.bytes, 64 * 2 ** 30 + 1);
    } finally {
      folder.remove();
    }
  });
});
