/**
 * Runs the addon's tests with the addon built by a compiler that watches it:
 *
 *     npm run test:asan   wrong addresses (AddressSanitizer) and undefined behaviour, all its tests
 *     npm run test:tsan   data races (ThreadSanitizer), the tests of its lifetime
 *
 * Files that are named behind it are run instead. For Linux and GCC. The build is a folder of its own; node and llama.cpp are as they always are, so
 * what is found is what goes through the addon's code, or through memory it has to do with.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { repository, runQuietly, runScript, runVisibly, SetupError } from "./setup/run.mjs";

const addon = "tiller_steering";
const mocha = "node_modules/mocha/bin/mocha.js";
/** Everything is several times as slow, in milliseconds. */
const patience = ["--timeout", "600000"];

const sanitizers = {
  address: {
    // The objects of node-llama-cpp that the addon looks into come without their types.
    flags: "-fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all",
    library: "libasan.so",
    tests: "test/engine/native-*.test.ts",
    launcher: [],
    env: () => ({
      // node frees nothing at its end, by intention.
      ASAN_OPTIONS: "detect_leaks=0:strict_string_checks=1:detect_stack_use_after_return=1",
      UBSAN_OPTIONS: "print_stacktrace=1",
    }),
  },
  thread: {
    flags: "-fsanitize=thread",
    library: "libtsan.so",
    tests: "test/engine/native-lifetime.test.ts",
    // ThreadSanitizer knows one layout of the memory only, in which nothing lies at random places.
    launcher: ["setarch", "-R"],
    env: (reports) => ({
      TSAN_OPTIONS: [
        `suppressions=${join(repository, "test/engine/fixtures/thread-sanitizer.supp")}`,
        `log_path=${join(reports, "report")}`,
        // Reports are read below: those of other programs' code are no failures.
        "exitcode=0:report_signal_unsafe=0",
      ].join(":"),
    }),
  },
};

await runScript(async () => {
  const [name = "", ...files] = process.argv.slice(2);
  const sanitizer = Object.hasOwn(sanitizers, name) ? sanitizers[name] : undefined;
  if (!sanitizer) throw new SetupError("Say address or thread.");
  if (process.platform !== "linux") throw new SetupError("The sanitizers are run on Linux only.");
  const library = libraryOf(sanitizer.library);
  const file = await build(`build/${name}-sanitizer`, sanitizer.flags);

  const reports = join(repository, `build/${name}-sanitizer/reports`);
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const tests = files.length > 0 ? files : [sanitizer.tests];
  const [command, ...args] = [
    ...sanitizer.launcher,
    process.execPath,
    mocha,
    ...patience,
    ...tests,
  ];
  const code = await runVisibly(command, args, {
    env: {
      ...process.env,
      ...sanitizer.env(reports),
      LD_PRELOAD: library,
      TILLER_STEERING_ADDON: file,
    },
  });
  const ours = reportsIn(reports).filter((report) => report.includes(addon));
  for (const report of ours) console.error(report);
  if (ours.length > 0) console.error(`${ours.length} reports go through the addon.`);
  return code === 0 && ours.length > 0 ? 1 : code;
});

/** The sanitizer's library, which has to be there before everything else of the process. */
function libraryOf(name) {
  const { stdout } = spawnSync("g++", [`-print-file-name=${name}`], { encoding: "utf8" });
  const path = stdout?.trim() ?? "";
  if (path.includes("/") && existsSync(path)) return path;
  throw new SetupError(`There is no ${name}; GCC for C++ brings it: apt-get install g++.`);
}

async function build(folder, flags) {
  const cmakeJs = createRequire(import.meta.url).resolve("cmake-js/bin/cmake-js");
  const options = ["--out", folder, "--log-level", "error"];
  const compiler = `--CDCMAKE_CXX_COMPILER=g++`;
  const all = `--CDCMAKE_CXX_FLAGS=${flags} -fno-omit-frame-pointer -g -O1`;
  await runQuietly(process.execPath, [cmakeJs, "build", ...options, compiler, all]);
  return join(repository, folder, "Release", `${addon}.node`);
}

/** ThreadSanitizer writes one file for each process, reports between lines of equal signs. */
function reportsIn(folder) {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split(/^={10,}$/m)
      .filter((report) => report.includes("WARNING: ThreadSanitizer")),
  );
}
