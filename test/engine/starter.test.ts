/** The model that comes with Tiller, as a person meets it. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { detectLanguage } from "../../src/constraints/ifeval/langdetect.js";
import type { GenerateResult } from "../../src/engine/api/protocol.js";
import {
  done,
  packageRoot,
  request,
  selection,
  startEngine,
  type TestEngine,
} from "../support/engine.js";
import { needsStarter, starterModel } from "../support/starter.js";

const CONCISE = "length_constraints:concise";
const INSTRUCTION = "Write two sentences about a lighthouse.";

describe("the bundled model", function () {
  this.timeout(600_000);

  let engine: TestEngine;
  before(async function () {
    needsStarter(this);
    engine = await startEngine({ packageFolder: packageRoot });
  });
  after(() => engine?.dispose());

  const asked = request({
    model: starterModel,
    prompt: { mode: "write", instruction: INSTRUCTION },
    sampling: { temperature: 0, seed: 0, maxTokens: 96 },
  });

  it("writes English prose about what it is asked for", async () => {
    const [text] = done(await engine.client.request(asked)).texts;
    isAboutALighthouse(text?.text);
  });

  it("can be steered, and is", async () => {
    const { client } = engine;
    const outcome = await client.request({
      ...asked,
      selection: selection(CONCISE),
      strengths: [0, 1],
    });
    const { model: loaded, texts } = done(outcome);
    assert.equal(loaded.steeringUnavailable, undefined);
    const [unsteered, steered] = texts;
    assert.deepEqual(unsteered?.steering, []);
    assert.deepEqual(
      steered?.steering.map(({ id }) => id),
      [CONCISE],
    );
    assert.notEqual(steered?.text, unsteered?.text);
    isAboutALighthouse(steered?.text);
  });

  it("is what the command line writes with, told and steered", async () => {
    const program = join(packageRoot, "dist", "cli.mjs");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...[program, "complete", "--prompt", INSTRUCTION, "--max-tokens", "96", "--json"],
        ...["--steer", CONCISE, "--tell"],
      ],
      { env: { ...process.env, XDG_CACHE_HOME: engine.cacheDirectory } },
    );
    const { model: loaded, texts } = JSON.parse(stdout) as GenerateResult;
    assert.equal(loaded.path, starterModel);
    assert.equal(texts[0]?.receipt.lines[0]?.id, CONCISE);
    assert.equal(texts[0].steering.length, 1);
    isAboutALighthouse(texts[0].text);
  });
});

function isAboutALighthouse(text = ""): void {
  assert.match(text, /lighthouse/i);
  assert.match(text, /^\p{Lu}.*\.$/su, "it is whole sentences");
  assert.equal(detectLanguage(text), "en", text);
}
