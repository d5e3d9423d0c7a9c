import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WrittenCase } from "../../../src/engine/api/protocol.js";
import { TextLog } from "../../../src/evaluation/text-log.js";

const written = (text: string): WrittenCase => ({
  text,
  tokens: 3,
  stop: "end",
  receipt: { lines: [], held: 0, failed: 0 },
  guarantees: [],
  choices: {},
  negativeLogLikelihood: null,
  repetition: 0,
});

describe("the log of texts", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-text-log-"));
    file = join(folder, "new", "texts.jsonl");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("finds again what it was given", async () => {
    const log = await TextLog.open(file);
    log.add("one", written("First.\nAnd more."));
    log.add("two", written("Zweiter, mit Ümlaut."));
    const again = await TextLog.open(file);
    assert.deepEqual(again.find("one"), written("First.\nAnd more."));
    assert.deepEqual(again.find("two"), log.find("two"));
    assert.equal(again.find("three"), undefined);
  });

  it("goes on behind the last whole line", async () => {
    const log = await TextLog.open(file);
    log.add("one", written("First."));
    // As a killed process leaves it.
    await appendFile(file, '{"key":"two","written":{"text":"Sec');
    const again = await TextLog.open(file);
    assert.equal(again.find("two"), undefined);
    again.add("three", written("Third."));
    assert.deepEqual(
      (await readFile(file, "utf8"))
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).key),
      ["one", "three"],
    );
  });

  it("leaves out lines that say something else", async () => {
    const log = await TextLog.open(file);
    log.add("one", written("First."));
    await appendFile(file, 'no JSON\n{"key":"two"}\n');
    const again = await TextLog.open(file);
    assert.deepEqual(again.find("one"), written("First."));
    assert.equal(again.find("two"), undefined);
  });
});
