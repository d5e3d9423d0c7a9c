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

/** What the build needs but cannot find. */
function missingTools() {
  const missing = ["cmake", "git"].filter((tool) => !isInstalled(tool));
  // On Windows Visual Studio is not on the PATH; CMake finds it, or says that it is missing.
  if (process.platform === "win32") return missing;
  if (!["c++", "g++", "clang++"].some(isInstalled)) missing.push("a C++ compiler");
  if (!["ninja", "make"].some(isInstalled)) missing.push("make");
  return missing;
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
  const output = `${result.stdout}${result.stderr}`;
  const [, reason] =
    output.match(/CMake Error[^\n]*\(message\):\s+(.+?)\n(?:Call Stack|\n)/s) ?? [];
  if (reason !== undefined) fail(reason.replace(/\s+/g, " "));
  console.error(output);
  fail("The steering addon could not be built; the messages above say why.");
}
