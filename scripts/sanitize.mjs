/**
 * Runs the addon's tests with an instrumented addon: invalid memory access (AddressSanitizer) and
 * undefined behaviour end the run at once.
 *
 *     npm run test:asan -- [test file...]
 *
 * Needs Linux and GCC, and says so if they are missing. The build has a folder of its own. Node.js
 * and llama.cpp are not instrumented, so findings involve the addon's code or its memory.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { repository, runQuietly, runScript, runVisibly, SetupError } from "./setup/run.mjs";

const mocha = "node_modules/mocha/bin/mocha.js";
const folder = "build/address-sanitizer";
/** In milliseconds; everything is several times slower. */
const patience = ["--timeout", "600000"];
/** The node-llama-cpp objects that the addon inspects have no type information, hence no `vptr`. */
const flags =
  "-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer -g -O1";

await runScript(async () => {
  const files = process.argv.slice(2);
  const tests = files.length > 0 ? files : ["test/engine/native-*.test.ts"];
  if (process.platform !== "linux") throw new SetupError("The sanitizers are run on Linux only.");
  const library = libraryOf("libasan.so");
  await build();
  return runVisibly(process.execPath, [mocha, ...patience, ...tests], {
    env: {
      ...process.env,
      LD_PRELOAD: library,
      TILLER_STEERING_ADDON: join(repository, folder, "Release/tiller_steering.node"),
      // Node.js intentionally frees nothing on exit.
      ASAN_OPTIONS: "detect_leaks=0:strict_string_checks=1",
      UBSAN_OPTIONS: "print_stacktrace=1",
    },
  });
});

/** The sanitizer's library, which must be loaded before everything else in the process. */
function libraryOf(name) {
  const { stdout } = spawnSync("g++", [`-print-file-name=${name}`], { encoding: "utf8" });
  const path = stdout?.trim() ?? "";
  if (path.includes("/") && existsSync(path)) return path;
  throw new SetupError(`There is no ${name}; GCC for C++ brings it: apt-get install g++.`);
}

async function build() {
  const cmakeJs = createRequire(import.meta.url).resolve("cmake-js/bin/cmake-js");
  const options = ["--CDCMAKE_CXX_COMPILER=g++", `--CDTILLER_SANITIZERS=${flags}`];
  await runQuietly(process.execPath, [
    ...[cmakeJs, "build", "--out", folder, "--log-level", "error"],
    ...options,
  ]);
}
