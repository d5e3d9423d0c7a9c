import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BrowsedModels } from "../../../src/model-picking/browsed-models.js";
import { temporaryFolder } from "../../support/random-model.js";
import { FakeMemento } from "../selecting/fake-memento.js";

describe("the models that a person has browsed to", () => {
  const home = temporaryFolder();
  after(() => home.remove());

  let state: FakeMemento;
  let browsed: BrowsedModels;
  beforeEach(() => {
    state = new FakeMemento();
    browsed = new BrowsedModels(state);
  });

  function file(name: string): string {
    const path = join(home.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
    return path;
  }

  it("are kept, the latest first and each once, also for the next window", async () => {
    const [one, two] = [file("one.gguf"), file("b/two.gguf")];
    for (const path of [one, two, one]) await browsed.add(path);
    assert.deepEqual(await browsed.list(), [one, two]);
    assert.deepEqual(await new BrowsedModels(state).list(), [one, two]);
  });

  it("tell the folder of the latest", async () => {
    assert.equal(browsed.lastFolder, undefined);
    await browsed.add(file("one.gguf"));
    await browsed.add(file("b/two.gguf"));
    assert.equal(browsed.lastFolder, join(home.path, "b"));
  });

  it("are forgotten when they are gone", async () => {
    const [one, two] = [file("one.gguf"), file("two.gguf")];
    await browsed.add(one);
    await browsed.add(two);
    rmSync(two);
    assert.deepEqual(await browsed.list(), [one]);
    assert.deepEqual(await browsed.list(), [one]);
    file("two.gguf");
    assert.deepEqual(await browsed.list(), [one]);
  });

  it("are not without end: the oldest is forgotten", async () => {
    const files = Array.from({ length: 30 }, (_, i) => file(`many/${i}.gguf`));
    for (const path of files) await browsed.add(path);
    const kept = await browsed.list();
    assert.equal(kept.length, 20);
    assert.deepEqual(kept, files.slice(10).reverse());
  });
});
