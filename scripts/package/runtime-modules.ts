/**
 * The files in node_modules that the engine needs at run time. node-llama-cpp stays outside the
 * bundle and comes with a hundred packages, most of them for compiling llama.cpp; only a tenth of
 * that is reached from its entry by imports.
 */
import { existsSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { build } from "esbuild";
import type { ShippedFile } from "./contents.js";

const MODULE = "node_modules/node-llama-cpp";

const entries = [
  `${MODULE}/dist/index.js`,
  // It starts itself as a process to try a library before loading it.
  `${MODULE}/dist/bindings/utils/testBindingBinary.js`,
];

/** Read by name at run time. */
const data = [`${MODULE}/llama/llama.cpp.info.json`, `${MODULE}/llama/binariesGithubRelease.json`];

/** Imported if present: the libraries, which are added per target, and a faster way to copy. */
const external = ["@node-llama-cpp/*", "@reflink/reflink", "electron"];

/** Beside the bundles, where Node.js looks first. */
export const SHIPPED_MODULES = "dist/node_modules";

/** @returns the files in the order of their paths */
export async function runtimeModules(repository: string): Promise<ShippedFile[]> {
  const { metafile } = await build({
    absWorkingDir: repository,
    entryPoints: entries,
    external,
    bundle: true,
    write: false,
    metafile: true,
    outdir: "unwritten",
    platform: "node",
    format: "esm",
    target: "node20",
    // Resolves like Node.js: esbuild would take other files and leave out what seems unused.
    conditions: [],
    ignoreAnnotations: true,
    logLevel: "error",
  });
  const imported = Object.keys(metafile.inputs);
  const packages = new Set(imported.map(packageFolder));
  const about = [
    ...imported.flatMap((file) => manifestsAbove(repository, file)),
    ...[...packages].flatMap((folder) => licences(repository, folder)),
  ];
  return [...new Set([...imported, ...data, ...about])].sort().map((file) => ({
    part: "node modules",
    path: posix.join(SHIPPED_MODULES, file.slice("node_modules/".length)),
    from: join(repository, file),
  }));
}

/** The folder of the innermost package that a file belongs to. */
function packageFolder(file: string): string {
  const [folder] = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? [];
  if (!folder) throw new Error(`${file} is in no package of node_modules.`);
  return folder;
}

/**
 * The package.json by which Node.js resolves a file and determines its module type; a folder inside
 * a package may have its own.
 */
function manifestsAbove(repository: string, file: string): string[] {
  const folder = posix.dirname(file);
  const above = folder === packageFolder(file) ? [] : manifestsAbove(repository, folder);
  const manifest = `${folder}/package.json`;
  return existsSync(join(repository, manifest)) ? [...above, manifest] : above;
}

function licences(repository: string, folder: string): string[] {
  return readdirSync(join(repository, folder))
    .filter((name) => /^(licen[cs]e|notice)(\.\w+)?$/i.test(name))
    .map((name) => `${folder}/${name}`);
}
