import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { until } from "../../support/until.js";
import { processesUsing } from "../processes.js";
import { temporaryFolder } from "../temporary.js";

const configuration = fileURLToPath(new URL("./fixtures/.vscode-test.mjs", import.meta.url));

describe("the stand-in for VS Code", function () {
  this.timeout(600_000);

  it("passes a suite whose tests pass", async () => {
    const run = await runSuite("passing");
    assert.match(run.output, /1 passing/);
    assert.equal(run.code, 0, run.output);
  });

  it("fails a suite with a failing test", async () => {
    const run = await runSuite("failing");
    assert.match(run.output, /as it must/);
    assert.notEqual(run.code, 0, run.output);
  });

  it("fails a suite that kills its extension host", async () => {
    const run = await runSuite("dying");
    assert.match(run.output, /The extension host ended before its suite did/);
    assert.notEqual(run.code, 0, run.output);
  });
});

/** Runs one suite of the fixtures as `vscode-test` does, and checks that nothing of it remains. */
async function runSuite(label: string): Promise<{ code: number; output: string }> {
  const temporary = temporaryFolder();
  const run = spawn("npx", ["vscode-test", "--config", configuration, "--label", label], {
    env: { ...process.env, TMPDIR: temporary.path, TILLER_TEST_REPORT: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number>((resolve) => run.on("close", (code) => resolve(code ?? 1)));
  const outputs = await Promise.all([text(run.stdout), text(run.stderr)]);
  const code = await exit;
  // Who was told to end may take a moment more.
  const left = () => processesUsing(temporary.path);
  await until(() => left().length === 0).catch(() => assert.deepEqual(left(), []));
  // tsx keeps what it compiled there; everything else must be gone.
  assert.deepEqual(
    readdirSync(temporary.path).filter((name) => !name.startsWith("tsx-")),
    [],
  );
  temporary.remove();
  return { code, output: outputs.join("") };
}
