import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageTarget } from "../../../scripts/package/package-target.js";
import { ownTarget, targets } from "../../../scripts/package/targets.js";
import { inTemporaryFolder } from "./temporary.js";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const scratchFolder = new URL("../../../scripts/package/scratch-folder.ts", import.meta.url).href;

describe("making a package", function () {
  this.timeout(600_000);

  it("says in one sentence which targets there are", () =>
    inTemporaryFolder((out) =>
      assert.rejects(
        packageTarget({ repository, out, target: "plan9-x64" }),
        /^Error: There is no target "plan9-x64"; there are linux-x64, .*darwin-x64\.$/,
      ),
    ));

  it("asks for the addon of another platform, and takes no other", () =>
    inTemporaryFolder(async (out) => {
      const target = Object.keys(targets).find((name) => name !== ownTarget) ?? "";
      await assert.rejects(
        packageTarget({ repository, out, target }),
        /name the file with --addon/,
      );
      const addon = join(out, "addon.node");
      await assert.rejects(packageTarget({ repository, out, target, addon }), /There is no/);
      writeFileSync(addon, "no library");
      await assert.rejects(
        packageTarget({ repository, out, target, addon }),
        /is an addon for no platform that we know, not/,
      );
    }));

  it("removes what an ended run left, and not what another is at", () =>
    inTemporaryFolder((out) => {
      const { pid: ended } = spawnSync(process.execPath, ["--version"]);
      for (const id of [ended, process.ppid]) mkdirSync(join(out, `.unfinished-${id}-abc`));
      run(`await withScratchFolder(${JSON.stringify(out)}, async () => {})`, (command) =>
        spawnSync(...command),
      );
      assert.deepEqual(readdirSync(out), [`.unfinished-${process.ppid}-abc`]);
    }));

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`leaves nothing at ${signal}`, () =>
      inTemporaryFolder(async (out) => {
        const code = `await withScratchFolder(${JSON.stringify(out)}, async (folder) => {
          console.log(folder);
          await new Promise((resolve) => setTimeout(resolve, 1e8));
        })`;
        const child = run(code, ([file, args]) => spawn(file, args));
        const ended = once(child, "exit");
        await once(child.stdout, "data");
        assert.equal(readdirSync(out).length, 1);
        child.kill(signal);
        await ended;
        assert.deepEqual(readdirSync(out), []);
      }));
  }

  /** A program of its own that has a folder for what is unfinished. */
  function run<T>(code: string, start: (command: [string, string[]]) => T): T {
    const program = `const { withScratchFolder } = await import(${JSON.stringify(scratchFolder)}); ${code}`;
    return start([process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program]]);
  }
});
