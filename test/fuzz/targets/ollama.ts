/** Manifests of Ollama's store, and settings of other programs that name folders of models. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { settingsPlaces } from "../../../src/models/find/settings-folders.js";
import { ollamaModels } from "../../../src/models/ollama.js";
import { scratchFolder } from "../scratch.js";
import { type FuzzTarget, json } from "../target.js";

const DIGEST = `sha256:${"0a".repeat(32)}`;
const MODEL = "application/vnd.ollama.image.model";

let root: string | undefined;

export const target: FuzzTarget = {
  seeds: [
    json({
      schemaVersion: 2,
      layers: [
        { mediaType: "application/vnd.ollama.image.license", digest: DIGEST, size: 7 },
        { mediaType: MODEL, digest: DIGEST, size: 1_000_000 },
      ],
    }),
    json({ manifests: [{ digest: DIGEST, runner: "llama.cpp" }] }),
    json({ downloadsFolder: "/models", data_folder: "./models" }),
  ],
  isJson: true,
  isAsync: true,

  async check(input) {
    root ??= scratchFolder();
    const put = (...names: string[]) => {
      const path = join(root as string, ...names);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, input);
    };
    put("store", "manifests", "registry.ollama.ai", "library", "harbour", "3b");
    put("store", "blobs", DIGEST.replace(":", "-"));
    put(".lmstudio", "settings.json");
    put(".config", "Jan", "settings.json");
    const blobs = join(root, "store", "blobs") + sep;
    for (const { name, path } of await ollamaModels(join(root, "store"))) {
      assert.equal(name, "harbour:3b");
      assert.ok(resolve(path).startsWith(blobs), "a model is one of the store's blobs");
    }
    const places = await settingsPlaces({ platform: "linux", environment: {}, home: root });
    for (const { folder } of places) assert.equal(resolve(folder), folder);
  },
};
