import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { FoundModel } from "../../src/models/find/found-model.js";
import { bundledModel, packageRoot } from "../support/engine.js";
import { writeSmallModel } from "../support/model-layouts.js";
import { temporaryFolder } from "../support/random-model.js";

describe("tiller models", () => {
  const home = temporaryFolder();
  const folder = join(home.path, "my models");
  before(() => {
    writeSmallModel(join(folder, "lighthouse.gguf"), { name: "Lighthouse" });
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
    assert.match(usable, /Lighthouse +26K +Q8_0 +2048 +\d+ KB +[\d.]+ [KM]B +folder +no\n/);
    assert.ok(usable.includes(join(folder, "lighthouse.gguf")));
    assert.match(rest, /letter\.gguf\n {2}Its header cannot be read/);
  });

  it("gives the same as JSON, the bundled model first, which is calibrated", async () => {
    const { stdout, code } = await models("--json", "--folder", folder);
    assert.equal(code, 0);
    const found = JSON.parse(stdout) as FoundModel[];
    assert.deepEqual(
      found.map(({ path, calibrated }) => [path, calibrated]),
      [
        [bundledModel, true],
        [join(folder, "letter.gguf"), false],
        [join(folder, "lighthouse.gguf"), false],
      ],
    );
  });

  it("refuses an option that there is none of", async () => {
    const { stderr, code } = await models("--foldr", folder);
    assert.equal(code, 2);
    assert.match(stderr, /--foldr/);
  });
});
