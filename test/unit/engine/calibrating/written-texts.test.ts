import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ScoredText, WrittenTexts } from "../../../../src/engine/calibrating/written-texts.js";

describe("the texts of an unfinished calibration", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "tiller-texts-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const fox: ScoredText = { text: "A fox.", ended: true, tokens: 3, negativeLogLikelihood: 0.5 };
  const empty: ScoredText = { text: "", ended: true, tokens: 0, negativeLogLikelihood: Number.NaN };

  it("are there after a restart, those of a finished constraint excepted", async () => {
    const texts = await WrittenTexts.open(folder, "inputs");
    await texts.add("", [["1", empty]]);
    await texts.add("title", [["2", fox]]);
    await texts.add("json", [["3", fox]]);
    await texts.forget("title");
    const again = await WrittenTexts.open(folder, "inputs");
    assert.deepEqual(again.find("", "1"), empty);
    assert.equal(again.find("title", "2"), undefined);
    assert.deepEqual(again.find("json", "3"), fox);
  });

  it("are forgotten when what they depend on has changed", async () => {
    await (await WrittenTexts.open(folder, "inputs")).add("", [["1", fox]]);
    assert.equal((await WrittenTexts.open(folder, "others")).find("", "1"), undefined);
  });

  it("are as good as none in a file that cannot be read", async () => {
    await writeFile(join(folder, "calibration-state.json"), '{"inputs":"inputs","texts":{"":{"1"');
    const texts = await WrittenTexts.open(folder, "inputs");
    assert.equal(texts.find("", "1"), undefined);
    await texts.add("", [["1", fox]]);
    assert.deepEqual((await WrittenTexts.open(folder, "inputs")).find("", "1"), fox);
  });

  it("leave nothing behind when all is finished", async () => {
    const texts = await WrittenTexts.open(folder, "inputs");
    await texts.add("", [["1", fox]]);
    await texts.remove();
    assert.deepEqual(await readdir(folder), []);
  });
});
