import assert from "node:assert/strict";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelFingerprint } from "../../../src/models/fingerprint.js";

describe("a model file's fingerprint", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-fingerprint-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const of = (name: string, identity = "llama/6x192/abc/fox") =>
    modelFingerprint({ path: join(folder, name), identity });

  it("survives a copy and tells files and identities apart", async () => {
    const bytes = Buffer.alloc(500_000, 1);
    await writeFile(join(folder, "a"), bytes);
    await copyFile(join(folder, "a"), join(folder, "copy"));
    bytes[250_100] = 2;
    await writeFile(join(folder, "middle"), bytes);
    await writeFile(join(folder, "longer"), Buffer.alloc(500_001, 1));
    const original = await of("a");
    assert.match(original, /^[0-9a-f]{16}$/);
    assert.equal(await of("copy"), original);
    const others = [await of("middle"), await of("longer"), await of("a", "another")];
    assert.equal(new Set([original, ...others]).size, 4);
  });
});
