/** Vocabularies and chat templates of real models, from llama.cpp's sources inside node-llama-cpp. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./engine.js";

const bundle = join(packageRoot, "node_modules/node-llama-cpp/llama/gitRelease.bundle");

/** Unpacks the models folder of the sources; git does, and no network. */
export function unpackSources(folder: string): {
  vocabulary(name: string): string;
  template(name: string): string;
} {
  const sources = join(folder, "llama.cpp");
  const git = spawnSync("git", ["clone", "--quiet", bundle, sources], { encoding: "utf8" });
  if (git.error) throw new Error("These tests need git on the path.", { cause: git.error });
  if (git.status !== 0) throw new Error(`git could not unpack llama.cpp's sources: ${git.stderr}`);
  return {
    vocabulary: (name) => join(sources, "models", `ggml-vocab-${name}.gguf`),
    template: (name) => readFileSync(join(sources, "models/templates", `${name}.jinja`), "utf8"),
  };
}
