/** Vocabularies and chat templates of real models, from llama.cpp's sources inside node-llama-cpp. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getLlama, type Llama, LlamaLogLevel } from "node-llama-cpp";
import { packageRoot } from "./engine.js";

const bundle = join(packageRoot, "node_modules/node-llama-cpp/llama/gitRelease.bundle");

/** Unpacks the models folder of the sources; git does, and no network. */
export function unpackSources(folder: string): {
  vocabulary(name: string): string;
  /** Names of all templates. */
  templates: readonly string[];
  template(name: string): string;
} {
  const sources = join(folder, "llama.cpp");
  const git = spawnSync("git", ["clone", "--quiet", bundle, sources], { encoding: "utf8" });
  if (git.error) throw new Error("These tests need git on the path.", { cause: git.error });
  if (git.status !== 0) throw new Error(`git could not unpack llama.cpp's sources: ${git.stderr}`);
  const templates = join(sources, "models/templates");
  return {
    templates: readdirSync(templates)
      .filter((file) => file.endsWith(".jinja"))
      .map((file) => file.slice(0, -".jinja".length)),
    vocabulary: (name) => join(sources, "models", `ggml-vocab-${name}.gguf`),
    template: (name) => readFileSync(join(templates, `${name}.jinja`), "utf8"),
  };
}

/** The native library, silent about models that are vocabularies only. */
export function openVocabularies(): Promise<Llama> {
  return getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
  });
}
