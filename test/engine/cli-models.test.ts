import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { bundledModelPath } from "../../src/models/bundled-model.js";
import type { Device, DevicesResult } from "../../src/models/device-schema.js";
import type { FoundModel } from "../../src/models/find/found-model.js";
import { packageRoot } from "../support/engine.js";
import { writeSmallModel } from "../support/model-layouts.js";
import { temporaryFolder } from "../support/random-model.js";
import { addTinySet, tillerTiny } from "../support/tiny.js";

describe("tiller models", () => {
  const home = temporaryFolder();
  const folder = join(home.path, "my models");
  before(async () => {
    await addTinySet(join(home.path, ".cache", "tiller"));
    writeSmallModel(join(folder, "Lighthouse.Q8_0.gguf"), { name: "Header" });
    copyFileSync(tillerTiny, join(folder, "tiller-tiny.gguf"));
    writeFileSync(join(folder, "letter.gguf"), "Dear reader,");
  });
  after(() => home.remove());

  /** Runs the built program in a home of its own. */
  async function models(...args: string[]) {
    const child = spawn(
      process.execPath,
      [join(packageRoot, "dist", "cli.mjs"), "models", ...args],
      {
        stdio: ["ignore", "pipe", "pipe"],
        env: { PATH: process.env.PATH, HOME: home.path, USERPROFILE: home.path },
      },
    );
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, code: await exit };
  }

  it("shows what can be used in a table, and why the rest cannot", async () => {
    const { stdout, stderr, code } = await models("--folder", folder);
    assert.equal(code, 0, stderr);
    const [usable = "", rest = ""] = stdout.split("Cannot be used:");
    assert.match(usable, /^model +weights +type +context +size +memory +from +calibrated\n/);
    assert.match(usable, /Lighthouse Q8_0 +26K +Q8_0 +2048 +\d+ KB +[\d.]+ [KM]B +folder +no\n/);
    assert.ok(usable.includes(join(folder, "Lighthouse.Q8_0.gguf")));
    assert.match(rest, /letter\.gguf\n {2}Its header cannot be read/);
  });

  it("gives the same as JSON, the bundled model first, and says which are calibrated", async () => {
    const { stdout, code } = await models("--json", "--folder", folder);
    assert.equal(code, 0);
    const [first, ...found] = JSON.parse(stdout) as FoundModel[];
    assert.equal(first?.path, bundledModelPath(packageRoot));
    assert.deepEqual(
      found.map(({ path, calibrated }) => [path, calibrated]),
      [
        [join(folder, "Lighthouse.Q8_0.gguf"), false],
        [join(folder, "letter.gguf"), false],
        [join(folder, "tiller-tiny.gguf"), true],
      ],
    );
  });

  it("counts the memory of the context that is asked for", async () => {
    const memory = async (...args: string[]) => {
      const { stdout, stderr, code } = await models("--json", "--folder", folder, ...args);
      assert.equal(code, 0, stderr);
      const found = JSON.parse(stdout) as FoundModel[];
      return found.find(({ name }) => name === "Lighthouse Q8_0")?.memory ?? Number.NaN;
    };
    const whole = await memory();
    assert.ok((await memory("--context-size", "512")) < whole);
    // The model was trained on 2048 tokens: it never gets more.
    assert.equal(await memory("--context-size", "100000"), whole);
  });

  it("says what models can run on, the processor last, as lines and as JSON", async () => {
    const asJson = await models("--devices", "--json");
    assert.equal(asJson.code, 0, asJson.stderr);
    const { devices, used } = JSON.parse(asJson.stdout) as DevicesResult;
    const { kind, name, memoryBytes, freeBytes } = devices.at(-1) as Device;
    assert.equal(kind, "cpu");
    assert.ok(freeBytes > 0 && freeBytes <= memoryBytes);
    const { stdout, code } = await models("--devices");
    assert.equal(code, 0);
    assert.equal(stdout.split("\n", 1)[0], used);
    assert.match(stdout.split("\n").at(-2) ?? "", /^cpu {5}.+: [\d.]+ GB, [\d.]+ [GM]B free$/);
    assert.ok(stdout.includes(name));
  });

  it("refuses a context of no tokens", async () => {
    const { stderr, code } = await models("--context-size", "0");
    assert.equal(code, 2);
    assert.match(stderr, /--context-size must be a whole number from 1 /);
  });

  it("refuses an option that there is none of", async () => {
    const { stderr, code } = await models("--foldr", folder);
    assert.equal(code, 2);
    assert.match(stderr, /--foldr/);
  });
});
