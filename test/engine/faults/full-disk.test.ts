import assert from "node:assert/strict";
import { readdir, readFile, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EngineError } from "../../../src/engine/api/client.js";
import type { CalibrateRequest } from "../../../src/engine/api/protocol.js";
import { checkCache } from "../../support/cache-check.js";
import {
  done,
  onlyText,
  request,
  selection,
  startEngine,
  type TestEngine,
} from "../../support/engine.js";
import { FakeHub, fakeModel, REPOSITORY } from "../../support/fake-hub.js";
import { limitFileSize } from "../../support/prlimit.js";
import { tillerTiny } from "../../support/tiny.js";
import { avoiding } from "../../support/words.js";

/** Less than any file that is written here: what is refused is the file's size, as on a full disk. */
const FULL = 512;

describe("a disk without room", () => {
  let engine: TestEngine;
  beforeEach(async () => {
    engine = await startEngine();
    await engine.client.request({ kind: "load", model: tillerTiny });
  });
  afterEach(() => engine.dispose());

  function fill(): void {
    limitFileSize(engine.client.processId as number, FULL);
  }

  function makeRoom(): void {
    limitFileSize(engine.client.processId as number);
  }

  async function kept(): Promise<string[]> {
    return (await checkCache(engine.cacheDirectory)).sort();
  }

  it("keeps nobody from writing with a new word, which is kept when there is room", async () => {
    const { client } = engine;
    fill();
    const full = done(await client.request(avoiding("harbour")));
    assert.ok((full.texts[0]?.text.length ?? 0) > 0);
    assert.equal(full.texts[0]?.steering.length, 1);
    assert.match(full.notes.join(), /could not be saved \(EFBIG\) and will be measured again/);
    assert.deepEqual(await kept(), []);
    makeRoom();
    const roomy = done(await client.request(avoiding("lighthouse")));
    assert.doesNotMatch(roomy.notes.join(), /could not be saved/);
    const names = await kept();
    assert.ok(names.includes("keywords.existence,keyword=lighthouse.gguf"), names.join());
  });

  it("stops a calibration in a sentence, which goes on when there is room", async () => {
    const { client } = engine;
    const { constraints } = selection("startend:quotation");
    const calibrate: CalibrateRequest = {
      kind: "calibrate",
      model: tillerTiny,
      constraints,
      modes: ["alone"],
    };
    fill();
    await assert.rejects(client.request(calibrate), (error) => {
      assert.ok(error instanceof EngineError);
      assert.match(error.message, /^There is no space left on the disk [^\n]*\(EFBIG\)[^\n]*\.$/);
      return true;
    });
    assert.deepEqual(await kept(), []);
    assert.ok(onlyText(await client.request(request())).length > 0);
    makeRoom();
    assert.equal((await client.request(calibrate)).status, "done");
    const names = await kept();
    assert.ok(names.includes("calibration.json") && names.includes("startend.quotation.gguf"));
  });

  it("stops a download in a sentence, which goes on when there is room", async () => {
    const { client, cacheDirectory } = engine;
    const hub = await FakeHub.start();
    try {
      const [name, content] = ["notes-Q4_K_M.gguf", fakeModel(300_000)];
      hub.put(name, content);
      const folder = join(cacheDirectory, "models");
      const download = {
        kind: "download",
        source: `hf:${REPOSITORY}/${name}`,
        directory: folder,
        endpoint: hub.endpoint,
        proxy: "",
      } as const;
      fill();
      await assert.rejects(client.request(download), {
        code: "download-failed",
        message: `The disk that holds ${folder} cannot store files of this size; choose another folder.`,
      });
      const path = join(folder, ...REPOSITORY.split("/"), name);
      assert.ok(!(await readdir(join(path, ".."))).includes(name));
      makeRoom();
      assert.equal((await client.request(download)).status, "done");
      assert.deepEqual(await readFile(path), content);
    } finally {
      await hub.stop();
    }
  });
});

describe("what a process that was killed while it wrote has left", () => {
  it("is removed after a day, and what is being written stays", async () => {
    const engine = await startEngine();
    try {
      const { client, cacheDirectory } = engine;
      await client.request(avoiding("harbour"));
      const [name] = await readdir(join(cacheDirectory, "vectors"));
      const folder = join(cacheDirectory, "vectors", name as string);
      const left = join(folder, "keywords.existence,keyword=quay.gguf.0a1b2c3d.partial");
      const inner = join(folder, "base-queries", "0123456789abcdef.f32.0a1b2c3d.partial");
      const fresh = join(folder, "calibration.json.4e5f6a7b.partial");
      for (const file of [left, inner, fresh]) await writeFile(file, "half");
      const days = new Date(Date.now() - 2 * 24 * 3_600_000);
      for (const file of [left, inner]) await utimes(file, days, days);
      // Another model in between, so that this one is loaded anew.
      client.loading = () => ({ contextSize: 512 });
      await client.request({ kind: "load", model: tillerTiny });
      const partial = (await checkCache(cacheDirectory)).filter((one) => one.endsWith(".partial"));
      assert.deepEqual(partial, ["calibration.json.4e5f6a7b.partial"]);
    } finally {
      await engine.dispose();
    }
  });
});
