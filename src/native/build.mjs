/**
 * Builds the steering addon into build/Release/tiller_steering.node. Runs at every installation;
 * does nothing when the addon is up to date.
 */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

function isInstalled(command) {
  return spawnSync(command, ["--version"], { stdio: "ignore" }).error === undefined;
}

/** What the build needs and does not find. */
function missingTools() {
  const missing = ["cmake", "git"].filter((tool) => !isInstalled(tool));
  // On Windows the compiler is not on the PATH; CMake finds it, or says that it is missing.
  const hasCompiler = process.platform === "win32" || ["c++", "g++", "clang++"].some(isInstalled);
  return hasCompiler ? missing : [...missing, "a C++ compiler (g++ or clang++)"];
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

const missing = missingTools();
if (missing.length > 0) {
  fail(`The steering addon cannot be built: please install ${missing.join(" and ")}.`);
}

const cmakeJs = createRequire(import.meta.url).resolve("cmake-js/bin/cmake-js");
const result = spawnSync(process.execPath, [cmakeJs, "build", "--log-level", "error"], {
  cwd: root,
  encoding: "utf8",
});
if (result.status !== 0) {
  console.error(`${result.stdout}${result.stderr}`);
  fail("The steering addon could not be built; the messages above say why.");
}
