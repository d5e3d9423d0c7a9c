import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import {
  controlVectorCases,
  tokensToWrite,
  writeControlVectorFiles,
} from "../support/control-vector-cases.js";
import { onlyText, packageRoot, request, startEngine, type TestEngine } from "../support/engine.js";
import { temporaryFolder } from "../support/random-model.js";
// Written by llama.cpp's own llama-completion --control-vector-scaled; the README beside says how.
import expected from "./fixtures/control-vector/expected.json" with { type: "json" };

describe("control vectors, as llama.cpp applies them", () => {
  const folder = temporaryFolder();
  let files: { model: string; vector: string };
  let engine: TestEngine;
  before(async () => {
    files = writeControlVectorFiles(folder.path);
    engine = await startEngine();
  });
  after(async () => {
    await engine.dispose();
    folder.remove();
  });

  it("change what is written, and differently for every use", () => {
    assert.equal(new Set(expected.map(({ text }) => text)).size, expected.length);
    assert.deepEqual(
      expected.map(({ prompt, vector }) => ({ prompt, ...(vector && { vector }) })),
      controlVectorCases,
    );
  });

  for (const [i, { prompt, vector }] of controlVectorCases.entries()) {
    const use = vector ? `${vector.scale} at ${vector.firstLayer} to ${vector.lastLayer}` : "none";
    it(`write the same tokens after "${prompt}": ${use}`, async () => {
      const outcome = await engine.client.request(
        request({
          model: files.model,
          prompt: { mode: "raw", text: prompt },
          controlVectors: vector ? [{ file: files.vector, ...vector }] : [],
          sampling: { temperature: 0, seed: 0, maxTokens: tokensToWrite },
        }),
      );
      assert.equal(onlyText(outcome), expected[i]?.text);
    });
  }

  it("are reached from the command line", () => {
    const { prompt, vector } = controlVectorCases[2] ?? assert.fail();
    assert.ok(vector);
    const options = {
      model: files.model,
      mode: "raw",
      prompt,
      "control-vector": files.vector,
      scale: vector.scale,
      layers: `${vector.firstLayer}-${vector.lastLayer}`,
      temperature: 0,
      "max-tokens": tokensToWrite,
    };
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [
        join(packageRoot, "dist/cli.mjs"),
        "complete",
        ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
      ],
      { encoding: "utf8", env: { ...process.env, XDG_CACHE_HOME: folder.path } },
    );
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trimEnd(), expected[2]?.text);
  });
});
