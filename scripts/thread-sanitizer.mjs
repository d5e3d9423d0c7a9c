/**
 * The addon between two threads under ThreadSanitizer: `npm run test:tsan`, for Linux x64 and GCC. What
 * llama.cpp's libraries do by themselves is not watched, because they are not built for it.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repository, runQuietly, runScript, runVisibly, SetupError } from "./setup/run.mjs";

const modules = join(repository, "node_modules");
const libraries = join(modules, "@node-llama-cpp/linux-x64/bins/linux-x64");
const native = join(repository, "src/native");
const build = join(repository, "build");
const folder = join(build, "thread-sanitizer");
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
  const llama = join(build, headersFolder());
  const include = [
    join(modules, "node-llama-cpp/llama/addon"),
    join(llama, "include"),
    join(llama, "ggml/include"),
    join(modules, "node-addon-api"),
    join(modules, "node-api-headers/include"),
  ];
  const sources = readdirSync(native).filter(
    (file) => file.endsWith(".cpp") && file !== "addon.cpp",
  );
  await runQuietly("g++", [
    ...["-std=c++17", "-g", "-O1", "-fsanitize=thread", "-fno-omit-frame-pointer"],
    ...["-DNAPI_VERSION=7", "-DNAPI_CPP_EXCEPTIONS"],
    ...['-DTILLER_NODE_LLAMA_CPP_VERSION=""', '-DTILLER_LLAMA_CPP_TAG=""'],
    `-I${native}`,
    ...include.flatMap((path) => ["-isystem", path]),
    join(repository, "test/native/threads.cpp"),
    ...sources.map((file) => join(native, file)),
    ...readdirSync(libraries)
      .filter((file) => /^lib(llama|ggml|ggml-base)(\.v[\d.]+)?\.so$/.test(file))
      .map((file) => join(libraries, file)),
    `-Wl,-rpath,${libraries}`,
    // What only node's own functions could link is not called here, and left out.
    ...["-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections"],
    ...["-ldl", "-lpthread", "-o", program],
  ]);
}

/** Where CMake has unpacked llama.cpp's headers. */
function headersFolder() {
  const found = readdirSync(build).find((name) => name.startsWith("llama.cpp-"));
  if (!found) throw new SetupError("The addon is not built; `npm run build:native` builds it.");
  return found;
}
