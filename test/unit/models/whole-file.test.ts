import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeAbandoned, writeWhole } from "../../../src/models/whole-file.js";

describe("a file that is there whole or not at all", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "whole-file-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("is written with its folder, and takes the place of the one before it", async () => {
    const path = join(folder, "set", "vectors.json");
    await writeWhole(path, "first");
    await writeWhole(path, "second");
    assert.equal(await readFile(path, "utf8"), "second");
    assert.deepEqual(await readdir(join(folder, "set")), ["vectors.json"]);
  });

  it("is one of several that are written at once, and nothing is left of the others", async () => {
    const path = join(folder, "vectors.json");
    const texts = ["a", "b", "c", "d"].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeWhole(path, text)));
    assert.ok(texts.includes(await readFile(path, "utf8")));
    assert.deepEqual(await readdir(folder), ["vectors.json"]);
  });

  it("leaves nothing beside it where it cannot get its name", async () => {
    const path = join(folder, "taken");
    await mkdir(join(path, "by a folder"), { recursive: true });
    await assert.rejects(writeWhole(path, "text"));
    assert.deepEqual(await readdir(folder), ["taken"]);
  });

  it("is not removed with what killed processes have left long ago", async () => {
    const names = ["whole.json", "whole.json.0a1b2c3d.partial", "whole.json.4e5f6a7b.partial"];
    for (const name of names) await writeFile(join(folder, name), "text");
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1000);
    for (const name of names.slice(0, 2)) await utimes(join(folder, name), longAgo, longAgo);
    await removeAbandoned(folder);
    assert.deepEqual((await readdir(folder)).sort(), [names[0], names[2]]);
  });
});
