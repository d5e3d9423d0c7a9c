/** Vocabularies and chat templates of real models, from llama.cpp's sources inside node-llama-cpp. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel } from "node-llama-cpp";
import { packageRoot } from "./engine.js";
import { temporaryFolder } from "./random-model.js";

const bundle = join(packageRoot, "node_modules/node-llama-cpp/llama/gitRelease.bundle");

export interface Sources {
  vocabulary(name: string): string;
  /** Names of all templates. */
  templates: readonly string[];
  template(name: string): string;
}

/**
 * Unpacks all the sources into a folder in `folder` and returns it; uses git, without a network.
 */
export function unpackLlamaCpp(folder: string): string {
  const sources = join(folder, "llama.cpp");
  const git = spawnSync("git", ["clone", "--quiet", bundle, sources], { encoding: "utf8" });
  if (git.error) throw new Error("git is needed on the path.", { cause: git.error });
  if (git.status !== 0) throw new Error(`git could not unpack llama.cpp's sources: ${git.stderr}`);
  return sources;
}

/** Unpacks the sources and returns their models folder. */
export function unpackSources(folder: string): Sources {
  const sources = unpackLlamaCpp(folder);
  const templates = join(sources, "models/templates");
  return {
    templates: readdirSync(templates)
      .filter((file) => file.endsWith(".jinja"))
      .map((file) => file.slice(0, -".jinja".length)),
    vocabulary: (name) => join(sources, "models", `ggml-vocab-${name}.gguf`),
    template: (name) => readFileSync(join(templates, `${name}.jinja`), "utf8"),
  };
}

/** The native library, without warnings about models that are only vocabularies. */
export function openVocabularies(): Promise<Llama> {
  return getLlama({
    gpu: false,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.disabled,
  });
}

/** The sources, and the vocabulary of Llama 3 as a model without weights. */
export async function openSources(): Promise<{
  sources: Sources;
  model: LlamaModel;
  close(): Promise<void>;
}> {
  const folder = temporaryFolder();
  try {
    const sources = unpackSources(folder.path);
    const llama = await openVocabularies();
    const modelPath = sources.vocabulary("llama-bpe");
    return {
      sources,
      model: await llama.loadModel({ modelPath, vocabOnly: true }),
      async close() {
        await llama.dispose();
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
}
