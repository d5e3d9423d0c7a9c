/**
 * A home folder as left by programs that keep models: 20 models, many of them linked from
 * elsewhere.
 */
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type RandomModelOptions, writeRandomModel } from "./random-model.js";

/** Some 40 KB. */
const small: Partial<RandomModelOptions> = {
  layers: 1,
  embeddingSize: 32,
  heads: 1,
  keyValueHeads: 1,
  feedForwardSize: 32,
  type: "Q8_0",
};

export function writeSmallModel(path: string, options: Partial<RandomModelOptions> = {}): void {
  mkdirSync(dirname(path), { recursive: true });
  writeRandomModel(path, { ...small, ...options });
}

export interface Layouts {
  /** The names of the models to find, by the source under which they are found. */
  expected: Record<string, string[]>;
  /** The user's own folder. */
  folder: string;
  downloads: string;
}

/** Writes them below `home`, as on Linux. */
export function writeLayouts(home: string): Layouts {
  const expected: Record<string, string[]> = {};
  let seed = 100;
  const model = (source: string, path: string, name: string) => {
    const file = join(home, path);
    writeSmallModel(file, { seed, name: `Header ${seed}` });
    seed += 1;
    expected[source] = [...(expected[source] ?? []), name];
    return file;
  };
  const link = (target: string, path: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    symlinkSync(relative(dirname(join(home, path)), target), join(home, path));
  };

  // The files that others link to.
  const own = model("folder", "Meine Modelle/Wörterbuch größer/ein Modell.gguf", "ein Modell");
  model("folder", "Meine Modelle/日本語/モデル-Q8_0.gguf", "モデル Q8_0");
  model("folder", "Meine Modelle/BIG.GGUF", "BIG");
  model("downloads", "tiller/models/owner/repo/letter-Q8_0.gguf", "letter Q8_0");
  model("downloads", "tiller/models/owner/other repo/novel.gguf", "novel");

  model("lm-studio", ".lmstudio/models/publisher/model one/one-Q4_K_M.gguf", "one Q4_K_M");
  model("lm-studio", ".lmstudio/models/publisher/model two/two.gguf", "two");
  model("lm-studio", ".cache/lm-studio/models/old/three/three.gguf", "three");
  model("lm-studio", "Elsewhere/studio/four/four/four.gguf", "four");
  writeJson(join(home, ".lmstudio/settings.json"), {
    downloadsFolder: join(home, "Elsewhere/studio"),
  });
  link(own, ".lmstudio/models/publisher/linked/linked.gguf");

  const blob = (name: string, digit: string) => {
    const blobs = `.cache/huggingface/hub/${name}/blobs`;
    const path = model("hugging-face", `${blobs}/${digit.repeat(64)}`, name);
    link(path, `.cache/huggingface/hub/${name}/snapshots/${"a".repeat(40)}/Q8/${name}.gguf`);
    // A second revision with the same file.
    link(path, `.cache/huggingface/hub/${name}/snapshots/${"b".repeat(40)}/${name}.gguf`);
  };
  blob("models--owner--Schöner-Name-GGUF", "1");
  blob("models--owner--other", "2");

  model("llama.cpp", ".cache/llama.cpp/owner_repo_five.gguf", "owner_repo_five");
  model("llama.cpp", ".cache/llama.cpp/owner_repo-GGUF_six-Q4_0.gguf", "six Q4_0");
  model("gpt4all", ".local/share/nomic.ai/GPT4All/seven.gguf", "seven");
  const eight = model("gpt4all", ".local/share/nomic.ai/GPT4All/eight.gguf", "eight");
  linkSync(eight, join(home, ".local/share/nomic.ai/GPT4All/the eighth again.gguf"));
  model("jan", "jan/models/nine/nine.gguf", "nine");
  model("jan", ".local/share/Jan/data/llamacpp/models/Ten-1B/model.gguf", "Ten-1B");

  ollama(
    home,
    "registry.ollama.ai/library/llama3.2/3b",
    model("ollama", blobPath("3"), "llama3.2:3b"),
  );
  ollama(
    home,
    "registry.ollama.ai/some one/größe/latest",
    model("ollama", blobPath("4"), "some one/größe:latest"),
  );
  ollama(
    home,
    "hf.co/owner/repo/Q4_K_M",
    model("ollama", blobPath("5"), "hf.co/owner/repo:Q4_K_M"),
  );
  // Another tag of the same model.
  ollama(home, "registry.ollama.ai/library/llama3.2/latest", join(home, blobPath("3")));

  // Things that must not cause trouble.
  link(join(home, "gone.gguf"), "Meine Modelle/broken.gguf");
  link(join(home, "Meine Modelle"), "Meine Modelle/again/and again");
  mkdirSync(join(home, "Meine Modelle/folder.gguf"), { recursive: true });
  writeFileSync(join(home, ".local/share/nomic.ai/GPT4All/readme.txt"), "No model.");
  writeJson(join(home, ".config/Jan/settings.json"), "no object");
  return { expected, folder: join(home, "Meine Modelle"), downloads: join(home, "tiller/models") };
}

function blobPath(digit: string): string {
  return `.ollama/models/blobs/sha256-${digit.repeat(64)}`;
}

function ollama(home: string, name: string, blob: string): void {
  writeJson(join(home, ".ollama/models/manifests", name), {
    schemaVersion: 2,
    layers: [
      {
        mediaType: "application/vnd.ollama.image.template",
        digest: `sha256:${"e".repeat(64)}`,
        size: 1,
      },
      {
        mediaType: "application/vnd.ollama.image.model",
        digest: `sha256:${blob.slice(-64)}`,
        size: 1,
      },
    ],
  });
}

function writeJson(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}
