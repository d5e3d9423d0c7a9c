import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GenerateRequest } from "../../../src/engine/api/protocol.js";
import { checkCache } from "../../support/cache-check.js";
import { done, killEngine, selection, startEngine, type TestEngine } from "../../support/engine.js";
import { FakeHub, fakeModel, REPOSITORY } from "../../support/fake-hub.js";
import { tillerTiny } from "../../support/tiny.js";
import { avoiding } from "../../support/words.js";

const WORDS = ["harbour", "lighthouse", "quay", "anchor", "mast", "tide", "gull", "rope"];

describe("two windows that use one cache at the same time", () => {
  let cache: string;
  let windows: TestEngine[];
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), "tiller-windows-"));
    windows = [await startEngine({ cache }), await startEngine({ cache })];
    await Promise.all(
      windows.map(({ client }) => client.request({ kind: "load", model: tillerTiny })),
    );
  });
  afterEach(async () => {
    for (const window of windows) await window.dispose();
    await rm(cache, { recursive: true, force: true });
  });

  it("measure the same words, and both write with them", async () => {
    const written = await Promise.all(
      windows.map(async ({ client }) => {
        const texts: (string | undefined)[] = [];
        for (const word of WORDS) {
          const { texts: both, notes } = done(await client.request(avoiding(word)));
          assert.doesNotMatch(notes.join(), /could not be saved/);
          assert.equal(both[0]?.steering.length, 1);
          texts.push(both[0]?.text);
          await checkCache(cache);
        }
        return texts;
      }),
    );
    assert.deepEqual(written[0], written[1]);
    const names = await checkCache(cache);
    assert.equal(names.filter((name) => name.endsWith(".gguf")).length, WORDS.length);
    assert.deepEqual(
      names.filter((name) => name.endsWith(".partial")),
      [],
    );
  });

  it("calibrate one constraint each, and both choices are kept", async () => {
    const ids = ["startend:quotation", "detectable_format:title"];
    await Promise.all(
      windows.map(({ client }, i) =>
        client.request({
          kind: "calibrate",
          model: tillerTiny,
          constraints: selection(ids[i] as string).constraints,
          modes: ["alone"],
        }),
      ),
    );
    const outcome = await windows[0]?.client.request({ kind: "calibration", model: tillerTiny });
    assert.ok(outcome?.status === "done");
    const chosen = outcome.result.constraints;
    for (const id of ids) {
      const choice = chosen.find((one) => one.id === id);
      // Made here, not the one that came with the extension.
      assert.ok(
        choice?.alone?.inputs !== undefined && !choice.told,
        `${id}: ${JSON.stringify(choice)}`,
      );
    }
    await checkCache(cache);
  });

  it("bring the same model once, and both have it", async () => {
    const hub = await FakeHub.start();
    try {
      const name = "notes-Q4_K_M.gguf";
      const content = fakeModel(300_000);
      hub.put(name, content);
      const outcomes = await Promise.all(
        windows.map(({ client }) =>
          client.request({
            kind: "download",
            source: `hf:${REPOSITORY}/${name}`,
            directory: join(cache, "models"),
            endpoint: hub.endpoint,
            proxy: "",
          }),
        ),
      );
      for (const outcome of outcomes) {
        assert.ok(outcome.status === "done" && outcome.result?.hashChecked);
      }
      assert.equal(hub.served(name), content.length);
    } finally {
      await hub.stop();
    }
  });

  it("do not hinder each other's words while one of them is killed", async () => {
    const [first, second] = windows as [TestEngine, TestEngine];
    const words: GenerateRequest[] = WORDS.map(avoiding);
    const killed = assert.rejects(
      first.client.request(words[0] as GenerateRequest, {
        onProgress: () => killEngine(first.client),
      }),
      { code: "engine-died" },
    );
    const text = done(await second.client.request(words[0] as GenerateRequest)).texts[0]?.text;
    await killed;
    assert.equal(
      done(await first.client.request(words[0] as GenerateRequest)).texts[0]?.text,
      text,
    );
    await checkCache(cache);
  });
});
