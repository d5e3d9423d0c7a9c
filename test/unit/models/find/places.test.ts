import assert from "node:assert/strict";
import {
  folderPlaces,
  ollamaStores,
  type Surroundings,
  settingsFiles,
} from "../../../../src/models/find/places.js";

const linux: Surroundings = { platform: "linux", environment: {}, home: "/home/ida" };
const mac: Surroundings = { platform: "darwin", environment: {}, home: "/Users/ida" };
const windows: Surroundings = { platform: "win32", environment: {}, home: "C:\\Users\\ida" };

function folders(source: string, surroundings: Surroundings): string[] {
  return folderPlaces(surroundings)
    .filter((place) => place.source === source)
    .map(({ folder }) => folder);
}

describe("where programs keep models", () => {
  it("is LM Studio's folder, the new and the old", () => {
    assert.deepEqual(folders("lm-studio", mac), [
      "/Users/ida/.lmstudio/models",
      "/Users/ida/.cache/lm-studio/models",
    ]);
    assert.deepEqual(folders("lm-studio", windows)[0], "C:\\Users\\ida\\.lmstudio\\models");
  });

  it("is the hub's cache, as its variables say", () => {
    assert.deepEqual(folders("hugging-face", linux), ["/home/ida/.cache/huggingface/hub"]);
    assert.deepEqual(folders("hugging-face", windows), [
      "C:\\Users\\ida\\.cache\\huggingface\\hub",
    ]);
    const environment = { HF_HOME: "~/hf", HF_HUB_CACHE: "/disk/hub", XDG_CACHE_HOME: "/xdg" };
    assert.deepEqual(folders("hugging-face", { ...linux, environment }), [
      "/disk/hub",
      "/home/ida/hf/hub",
      "/xdg/huggingface/hub",
      "/home/ida/.cache/huggingface/hub",
    ]);
  });

  it("is llama.cpp's cache on each system", () => {
    assert.deepEqual(folders("llama.cpp", linux), ["/home/ida/.cache/llama.cpp"]);
    assert.deepEqual(folders("llama.cpp", mac), ["/Users/ida/Library/Caches/llama.cpp"]);
    assert.deepEqual(folders("llama.cpp", windows), ["C:\\Users\\ida\\AppData\\Local\\llama.cpp"]);
    assert.deepEqual(
      folders("llama.cpp", {
        ...linux,
        environment: { LLAMA_CACHE: "/data", XDG_CACHE_HOME: "/xdg" },
      }),
      ["/data", "/xdg/llama.cpp"],
    );
  });

  it("is GPT4All's folder on each system", () => {
    assert.deepEqual(folders("gpt4all", linux), ["/home/ida/.local/share/nomic.ai/GPT4All"]);
    assert.deepEqual(folders("gpt4all", mac), [
      "/Users/ida/Library/Application Support/nomic.ai/GPT4All",
    ]);
    assert.deepEqual(
      folders("gpt4all", { ...windows, environment: { LOCALAPPDATA: "D:\\Local" } }),
      ["D:\\Local\\nomic.ai\\GPT4All"],
    );
  });

  it("is Jan's folder on each system, in both of its layouts", () => {
    assert.deepEqual(folders("jan", linux), [
      "/home/ida/jan/models",
      "/home/ida/.local/share/Jan/data/models",
      "/home/ida/.local/share/Jan/data/llamacpp/models",
    ]);
    assert.ok(
      folders("jan", mac).includes(
        "/Users/ida/Library/Application Support/Jan/data/llamacpp/models",
      ),
    );
    assert.ok(
      folders("jan", windows).includes(
        "C:\\Users\\ida\\AppData\\Roaming\\Jan\\data\\llamacpp\\models",
      ),
    );
  });

  it("is Ollama's store, with that of the Linux service", () => {
    assert.deepEqual(ollamaStores(linux), [
      "/home/ida/.ollama/models",
      "/usr/share/ollama/.ollama/models",
    ]);
    assert.deepEqual(ollamaStores({ ...windows, environment: { OLLAMA_MODELS: "D:\\ollama" } }), [
      "D:\\ollama",
      "C:\\Users\\ida\\.ollama\\models",
    ]);
  });

  it("is what settings name, in a file of each system", () => {
    const files = (surroundings: Surroundings) =>
      settingsFiles(surroundings).map(({ file }) => file);
    assert.ok(files(linux).includes("/home/ida/.config/LM Studio/settings.json"));
    assert.ok(
      files(windows).includes("C:\\Users\\ida\\AppData\\Roaming\\LM Studio\\settings.json"),
    );
    assert.ok(files(mac).includes("/Users/ida/Library/Application Support/Jan/settings.json"));
  });
});
