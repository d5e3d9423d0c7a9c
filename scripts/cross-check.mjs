/**
 * `npm run check:cross`: compiles the addon on Debian for the other platforms that it is packaged
 * for, with every warning an error, and links it if there is a linker for them. None of this ships:
 * a package's addon is built on its own platform (.github/workflows/package.yml).
 *
 * It cannot check MSVC and its headers (MinGW's stand in for them) or Apple's SDK (LLVM's C++
 * library on musl's headers stands in for it, so macOS is compiled but not linked).
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { addonOptions, addonSources } from "./setup/addon-sources.mjs";
import { ensureBuilt } from "./setup/build.mjs";
import { ensureDependencies } from "./setup/dependencies.mjs";
import { isOnPath, repository, runQuietly, runScript, SetupError, step } from "./setup/run.mjs";
import { ensureSystemPackages, toBuild } from "./setup/system.mjs";

const MINGW = "/usr/share/mingw-w64/include";
const MUSL = "/usr/include/x86_64-linux-musl";
const MINGW_COMPILER = "x86_64-w64-mingw32-g++-posix";
const ARM_COMPILER = "aarch64-linux-gnu-g++";

const toCrossCheck = [
  {
    name: "MinGW",
    packages: ["g++-mingw-w64-x86-64-posix", "mingw-w64-x86-64-dev"],
    present: () => isOnPath(MINGW_COMPILER) && existsSync(MINGW),
  },
  {
    name: "a compiler for arm64",
    packages: ["g++-aarch64-linux-gnu"],
    present: () => isOnPath(ARM_COMPILER),
  },
  {
    name: "clang with LLVM's C++ library",
    packages: ["clang", "libc++-dev"],
    present: () => isOnPath("clang++") && llvmHeaders() !== undefined,
  },
  { name: "musl's headers", packages: ["musl-dev"], present: () => existsSync(MUSL) },
];

/** Every warning is an error. */
const strict = ["-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"];

await runScript(async () => {
  if (process.platform !== "linux") {
    throw new SetupError("Only Debian has the compilers for the other platforms as packages.");
  }
  await ensureSystemPackages([...toBuild, ...toCrossCheck]);
  await ensureDependencies();
  // This extracts llama.cpp's headers from node-llama-cpp's bundle.
  await ensureBuilt();
  const scratch = mkdtempSync(join(tmpdir(), "tiller-cross-"));
  try {
    for (const platform of platforms()) {
      await step(`${platform.name}: ${platform.link ? "compiling and linking" : "compiling"}`, () =>
        check(platform, scratch),
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

function platforms() {
  const standard = mingwStandardLibrary();
  const apple = (architecture) => [
    `--target=${architecture}-apple-macos13.3`,
    ...["-nostdinc++", "-isystem", llvmHeaders(), "-isystem", MUSL],
    // Apple's C library names its locales differently; the addon uses none.
    ...["-D_GNU_SOURCE", "-D_LIBCPP_HAS_NO_LOCALIZATION"],
    "-D_LIBCPP_PROVIDES_DEFAULT_RUNE_TABLE",
  ];
  return [
    { name: "win32-x64", compiler: MINGW_COMPILER, options: [], link: linkForWindows },
    {
      name: "win32-arm64",
      compiler: "clang++",
      options: [
        ...["--target=aarch64-w64-windows-gnu", "-nostdinc++"],
        ...["-isystem", standard, "-isystem", join(standard, "x86_64-w64-mingw32")],
        ...["-isystem", MINGW],
      ],
    },
    { name: "linux-arm64", compiler: ARM_COMPILER, options: ["-fPIC"], link: linkForLinux },
    { name: "darwin-arm64", compiler: "clang++", options: apple("arm64") },
    { name: "darwin-x64", compiler: "clang++", options: apple("x86_64") },
  ];
}

async function check({ name, compiler, options, link }, scratch) {
  const objects = [];
  for (const source of addonSources()) {
    const object = join(scratch, `${name}-${basename(source)}.o`);
    await runQuietly(compiler, [
      ...addonOptions(),
      ...strict,
      ...options,
      "-c",
      source,
      "-o",
      object,
    ]);
    objects.push(object);
  }
  await link?.(objects, scratch);
}

/** Only Node.js's own functions may be missing, and they are known. */
async function linkForWindows(objects, scratch) {
  const definitions = join(repository, "node_modules/node-api-headers/def/node_api.def");
  const library = join(scratch, "libnode.a");
  await runQuietly("x86_64-w64-mingw32-dlltool", ["-d", definitions, "-l", library]);
  const addon = join(scratch, "addon.dll");
  await runQuietly(MINGW_COMPILER, ["-shared", "-o", addon, ...objects, library]);
}

async function linkForLinux(objects, scratch) {
  await runQuietly(ARM_COMPILER, ["-shared", "-o", join(scratch, "addon.so"), ...objects, "-ldl"]);
}

function llvmHeaders() {
  return newest("/usr/lib", /^llvm-\d+$/, "include/c++/v1");
}

function mingwStandardLibrary() {
  return newest("/usr/lib/gcc/x86_64-w64-mingw32", /-posix$/, "include/c++");
}

/** The folder below the last of those with matching names. */
function newest(folder, name, below) {
  if (!existsSync(folder)) return undefined;
  return readdirSync(folder)
    .filter((one) => name.test(one))
    .map((one) => join(folder, one, below))
    .filter((path) => existsSync(path))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .at(-1);
}
