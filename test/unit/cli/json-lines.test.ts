import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JsonLinesWriter, linesOf } from "../../../src/cli/json-lines.js";

describe("files of one JSON value a line", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "json-lines-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("are written no faster than the disk takes them, whole, and without more and more listeners", async () => {
    const file = join(folder, "long.jsonl");
    const warnings: string[] = [];
    const heard = ({ name }: Error) => warnings.push(name);
    process.on("warning", heard);
    try {
      const values = Array.from({ length: 40 }, (_, number) => ({
        number,
        text: "ä".repeat(20_000),
      }));
      const writer = new JsonLinesWriter(file);
      for (const value of values) await writer.write(value);
      await writer.close();
      const read: unknown[] = [];
      for await (const { text } of linesOf(file)) read.push(JSON.parse(text));
      assert.deepEqual(read, values);
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", heard);
    }
  });

  it("say when they cannot be written, also to whoever only closes them", async () => {
    const file = join(folder, "missing", "short.jsonl");
    const hasFailed = { code: "ENOENT" };
    await assert.rejects(new JsonLinesWriter(file).close(), hasFailed);
    const writer = new JsonLinesWriter(file);
    await writer.write(1);
    await assert.rejects(writer.write("x".repeat(100_000)), hasFailed);
    await assert.rejects(writer.write(2), hasFailed);
    await assert.rejects(writer.close(), hasFailed);
  });
});
