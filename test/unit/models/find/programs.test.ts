import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { settingsPlaces } from "../../../../src/models/find/settings-folders.js";
import { ollamaModels } from "../../../../src/models/ollama.js";
import { temporaryFolder } from "../../../support/random-model.js";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const blob = (digit: string) => join("blobs", `sha256-${digit.repeat(64)}`);
const layer = (digit: string) => ({
  mediaType: "application/vnd.ollama.image.model",
  digest: digest(digit),
});

describe("programs' own records of models", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  function write(path: string, content: string): string {
    const file = join(folder.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  it("are Ollama's manifests: of old, linked to blobs, and lists of others", async () => {
    const store = join(folder.path, "store");
    const manifest = (path: string, content: unknown) =>
      write(join("store", path), JSON.stringify(content));
    manifest("manifests/registry.ollama.ai/library/old/1b", { layers: [layer("a")] });
    const linked = manifest(blob("1"), { layers: [layer("b")] });
    mkdirSync(join(store, "manifests-v2/ollama.com/someone/new"), { recursive: true });
    symlinkSync(linked, join(store, "manifests-v2/ollama.com/someone/new/latest"));
    manifest(blob("2"), { layers: [layer("c")] });
    manifest("manifests-v2/ollama.com/library/list/4b", { manifests: [{ digest: digest("2") }] });
    // No manifests, or of nothing that lies in this store.
    write("store/manifests/registry.ollama.ai/library/old/broken", "{");
    manifest("manifests/registry.ollama.ai/library/old/outside", {
      layers: [{ ...layer("a"), digest: "sha256:../../../../etc/passwd" }],
    });
    assert.deepEqual(await ollamaModels(store), [
      { name: "list:4b", path: join(store, blob("c")) },
      { name: "someone/new:latest", path: join(store, blob("b")) },
      { name: "old:1b", path: join(store, blob("a")) },
    ]);
    assert.deepEqual(await ollamaModels(join(folder.path, "no store")), []);
  });

  it("are the settings of LM Studio and Jan, and LM Studio's pointer to its home", async () => {
    const home = join(folder.path, "home");
    const studio = join(folder.path, "disk", "studio");
    write("home/.lmstudio-home-pointer", `${studio}\n`);
    write("disk/studio/settings.json", JSON.stringify({ downloadsFolder: "../models" }));
    write("home/.config/Jan/settings.json", JSON.stringify({ data_folder: "/data/jan" }));
    write("home/.config/LM Studio/settings.json", "not JSON");
    assert.deepEqual(await settingsPlaces({ platform: "linux", environment: {}, home }), [
      { source: "lm-studio", folder: join(studio, "models") },
      { source: "jan", folder: "/data/jan/models" },
      { source: "jan", folder: "/data/jan/llamacpp/models" },
      { source: "lm-studio", folder: join(folder.path, "disk", "models") },
    ]);
  });
});
