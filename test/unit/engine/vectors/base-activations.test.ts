import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaseActivations } from "../../../../src/engine/vectors/base-activations.js";

describe("the activations of base queries", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-base-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const prompt = [1, 5, 7];
  const rows = [Float32Array.of(1.5, -2), Float32Array.of(0.1, 3e-9), Float32Array.of(0, 4)];
  const open = (fingerprint = "a", layers = 3) =>
    new BaseActivations(layers, 2, { folder, fingerprint });
  const onlyFile = async () => join(folder, (await readdir(folder))[0] as string);

  it("are the same after they were kept", async () => {
    await open().remember(prompt, rows);
    assert.deepEqual(await open().find(prompt), rows);
    assert.equal((await readdir(folder)).length, 1);
    assert.equal((await readFile(await onlyFile())).length, 32 + 3 * 2 * 4);
  });

  it("are those of one prompt of one model file", async () => {
    await open().remember(prompt, rows);
    assert.equal(await open().find([1, 5]), undefined);
    assert.equal(await open("b").find(prompt), undefined);
    assert.equal(await open("a", 2).find(prompt), undefined);
  });

  it("are measured again when their file is damaged", async () => {
    await open().remember(prompt, rows);
    const path = await onlyFile();
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, -1));
    assert.equal(await open().find(prompt), undefined);
    bytes.writeUInt8((bytes.readUInt8(3) + 1) % 256, 3);
    await writeFile(path, bytes);
    assert.equal(await open().find(prompt), undefined);
    await open().remember(prompt, rows);
    assert.deepEqual(await open().find(prompt), rows);
  });

  it("stay in memory without a folder", async () => {
    const activations = new BaseActivations(3, 2);
    await activations.remember(prompt, rows);
    assert.equal(await activations.find(prompt), rows);
    assert.deepEqual(await readdir(folder), []);
  });
});
