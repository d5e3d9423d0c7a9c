/**
 * The addon between two threads under ThreadSanitizer: `npm run test:tsan`, for Linux x64 and GCC. What
 * llama.cpp's libraries do by themselves is not watched, because they are not built for it.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { addonOptions, addonSources } from "./setup/addon-sources.mjs";
import { repository, runQuietly, runScript, runVisibly, SetupError } from "./setup/run.mjs";

const libraries = join(repository, "node_modules/@node-llama-cpp/linux-x64/bins/linux-x64");
const folder = join(repository, "build/thread-sanitizer");
const program = join(folder, "threads");

await runScript(async () => {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new SetupError("ThreadSanitizer is run on Linux x64 only.");
  }
  mkdirSync(folder, { recursive: true });
  await runQuietly("npm", ["run", "--silent", "build:native"]);
  await compile();
  const model = join(folder, "model.gguf");
  const write = `import("./test/support/random-model.ts").then((m) => m.writeRandomModel(${JSON.stringify(model)}))`;
  await runQuietly(process.execPath, ["--import=tsx", "-e", write]);
  // Under address space randomisation of newer kernels the sanitizer finds no place for its memory.
  return runVisibly("setarch", ["-R", program, model, libraries], {
    env: { ...process.env, TSAN_OPTIONS: "halt_on_error=1:ignore_noninstrumented_modules=1" },
  });
});

async function compile() {
  const { error } = spawnSync("g++", ["--version"]);
  if (error) throw new SetupError("GCC for C++ is missing: apt-get install g++.");
  await runQuietly("g++", [
    ...addonOptions(),
    ...["-g", "-O1", "-fsanitize=thread", "-fno-omit-frame-pointer"],
    `-I${join(repository, "src/native")}`,
    join(repository, "test/native/threads.cpp"),
    // All but what speaks with node.
    ...addonSources().filter((file) => basename(file) !== "addon.cpp"),
    ...readdirSync(libraries)
      .filter((file) => /^lib(llama|ggml|ggml-base)(\.v[\d.]+)?\.so$/.test(file))
      .map((file) => join(libraries, file)),
    `-Wl,-rpath,${libraries}`,
    // What only node's own functions could link is not called here, and left out.
    ...["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"],
    ...["-ldl", "-lpthread", "-o", program],
  ]);
}
