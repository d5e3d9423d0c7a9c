/** Archives of vector sets, which people send each other. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { RequestFailure } from "../../../src/engine/api/failure.js";
import { importVectorSet } from "../../../src/engine/vectors/vector-set.js";
import { VectorStore, vectorFileName } from "../../../src/engine/vectors/vector-store.js";
import type { ModelFile } from "../../../src/models/gguf-file.js";
import { encodeVectorFile } from "../../../src/steering/control-vector.js";
import { calibratedAt } from "../../support/calibrated-choice.js";
import { scratchFolder } from "../scratch.js";
import { type FuzzTarget, json, parsedLater } from "../target.js";
import { vectorOf } from "../vectors.js";

const model: ModelFile = {
  path: "/models/harbour.gguf",
  name: "harbour",
  architecture: "llama",
  layers: 3,
  width: 4,
  contextLength: 1024,
  bytes: 1_000_000,
  identity: "llama/3x4/0a/harbour",
};
const SIBLING = "llama/3x4/0a/harbour-instruct";
const NAME = "punctuation:no_comma";

function archiveOf(identity: string, level: 0 | 6): Uint8Array {
  const choices = { [NAME]: { alone: calibratedAt(1), told: calibratedAt(2) } };
  return zipSync(
    {
      "calibration.json": json({ model: identity, choices }),
      [vectorFileName(NAME)]: encodeVectorFile(vectorOf(NAME), "llama", identity),
    },
    { level, mtime: "1980-01-01T12:00:00" },
  );
}

let root: string | undefined;

export const target: FuzzTarget = {
  seeds: [archiveOf(model.identity, 6), archiveOf(model.identity, 0), archiveOf(SIBLING, 0)],
  isAsync: true,

  async check(input) {
    root ??= scratchFolder();
    const archive = join(root, "set.zip");
    const sets = join(root, "sets");
    const folder = join(sets, "own");
    rmSync(sets, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(archive, input);
    const result = await parsedLater(
      () => importVectorSet(archive, model, folder, true),
      RequestFailure,
    );
    assert.deepEqual(readdirSync(sets), ["own"], "nothing is written beside the set");
    assert.deepEqual(readdirSync(root).sort(), ["set.zip", "sets"]);
    const files = readdirSync(folder);
    if (!result) {
      assert.deepEqual(files, [], "nothing of an archive that is refused is written");
      return;
    }
    assert.equal(files.length, result.vectors + 1);
    assert.ok(existsSync(join(folder, "calibration.json")));
    // What was imported can be used.
    await VectorStore.open(model, root, root);
  },
};
