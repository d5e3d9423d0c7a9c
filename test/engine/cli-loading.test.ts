import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { packageRoot } from "../support/engine.js";
import { temporaryFolder } from "../support/random-model.js";
import { tillerTiny } from "../support/tiny.js";

describe("tiller with --context-size and --gpu-layers", () => {
  const home = temporaryFolder();
  after(() => home.remove());

  /** Runs the built program with a cache of its own. */
  async function tiller(...args: string[]) {
    const child = spawn(process.execPath, [join(packageRoot, "dist", "cli.mjs"), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, XDG_CACHE_HOME: home.path },
    });
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, code: await exit };
  }

  it("loads the model with that context, on the processor alone", async () => {
    const { stdout, stderr, code } = await tiller(
      ...[
        "complete",
        "--model",
        tillerTiny,
        "--prompt",
        "Describe a fox.",
        "--max-tokens",
        "4",
        "--json",
      ],
      ...["--context-size", "256", "--gpu-layers", "0"],
    );
    assert.equal(code, 0, stderr);
    const { model } = JSON.parse(stdout);
    assert.equal(model.contextSize, 256);
    assert.equal(model.device, "CPU");
    assert.equal(model.loadingNote, undefined);
  });

  const wrong: [string, string[]][] = [
    ["complete", ["--prompt", "Describe a fox."]],
    ["rewrite", ["--text", "A fox."]],
    ["calibrate", ["model.gguf"]],
    ["evaluate", ["model.gguf", "--out", join(home.path, "none")]],
  ];
  for (const [command, args] of wrong) {
    it(`refuses what is no number of layers (${command})`, async () => {
      const { stderr, code } = await tiller(command, ...args, "--gpu-layers", "many");
      assert.equal(code, 2);
      assert.match(stderr, /^tiller: --gpu-layers must be a whole number from 0 .*"many"\.\n$/);
    });
  }
});
