/** How to compile the addon without CMake, in the same way as CMakeLists.txt. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { repository, SetupError } from "./run.mjs";

/** The addon's own sources. */
export function addonSources() {
  const folder = join(repository, "src/native");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".cpp"))
    .map((name) => join(folder, name));
}

/** The language, the definitions and the header folders, available after `npm run build:native`. */
export function addonOptions() {
  const modules = join(repository, "node_modules");
  const llama = join(repository, "build", llamaFolder());
  const headers = [
    join(modules, "node-api-headers/include"),
    join(modules, "node-addon-api"),
    join(modules, "node-llama-cpp/llama/addon"),
    join(llama, "include"),
    join(llama, "ggml/include"),
  ];
  return [
    "-std=c++17",
    ...["-DNAPI_VERSION=7", "-DNAPI_CPP_EXCEPTIONS", "-DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED"],
    ...['-DTILLER_NODE_LLAMA_CPP_VERSION="0"', '-DTILLER_LLAMA_CPP_TAG="0"'],
    ...headers.flatMap((folder) => ["-isystem", folder]),
  ];
}

function llamaFolder() {
  const name = readdirSync(join(repository, "build")).find((one) => one.startsWith("llama.cpp-"));
  if (!name) throw new SetupError("llama.cpp's headers are not in build/.");
  return name;
}
