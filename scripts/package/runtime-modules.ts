/**
 * The files of node_modules that the engine needs when it runs. node-llama-cpp stays outside the
 * bundle and brings a hundred packages, most of them to compile llama.cpp; what is reached from its
 * entry by imports is a tenth of that.
 */
import { existsSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { build } from "esbuild";
import type { ShippedFile } from "./contents.js";

const MODULE = "node_modules/node-llama-cpp";

const entries = [
  `${MODULE}/dist/index.js`,
  // It starts itself as a process, to try a library before it is loaded.
  `${MODULE}/dist/bindings/utils/testBindingBinary.js`,
];

/** Read by name while it runs. */
const data = [`${MODULE}/llama/llama.cpp.info.json`, `${MODULE}/llama/binariesGithubRelease.json`];

/** Imported if they are there: the libraries, which are added by target, and a quicker way to copy. */
const external = ["@node-llama-cpp/*", "@reflink/reflink", "electron"];

/** Beside the bundles, where node looks first. */
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
    // As node resolves: esbuild would take other files, and leave out what seems to be unused.
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

/** By which node resolves a file and knows its kind of module: a folder inside a package may have its own. */
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
