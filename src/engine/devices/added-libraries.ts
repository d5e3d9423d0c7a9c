/**
 * Libraries that were added after the extension was installed: packages in a folder of their own, in
 * which node-llama-cpp's imports end where the libraries that came with it do not have them.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { PinnedPackage } from "./cuda-packages.js";

/** @param cacheDirectory folder for what is made on this machine */
export function librariesFolder(cacheDirectory: string): string {
  return join(cacheDirectory, "libraries");
}

/** Where an added package lies, or would. */
export function addedPackage(libraries: string, name: string): string {
  return join(libraries, "node_modules", ...name.split("/"));
}

/** Whether a package came with this program, or was added in the version that fits it. */
export function isThere(libraries: string, wanted: PinnedPackage): boolean {
  return isShipped(wanted.name) || isAdded(libraries, wanted);
}

export function isAdded(libraries: string, { name, version }: PinnedPackage): boolean {
  try {
    const manifest = join(addedPackage(libraries, name), "package.json");
    return JSON.parse(readFileSync(manifest, "utf8")).version === version;
  } catch {
    return false;
  }
}

/** Whether node finds a package beside this program. */
export function isShipped(name: string): boolean {
  try {
    // Not its package.json, which it does not export.
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Runs in a thread of node's own, so that it is text; `register` is what Node 20 has for this. */
const HOOKS = `
let added;
export function initialize(data) { added = data; }
export async function resolve(specifier, context, next) {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!specifier.startsWith("@node-llama-cpp/")) throw error;
    return next(specifier, { ...context, parentURL: added });
  }
}
`;

/**
 * Has imports of llama.cpp's libraries find the added ones, from now on in this process. What came
 * with the program goes first; of another version node-llama-cpp makes no use.
 */
export function useAddedLibraries(libraries: string): void {
  if (!existsSync(join(libraries, "node_modules"))) return;
  // As if a file in the folder had imported them.
  const data = pathToFileURL(join(libraries, "importer.js")).href;
  register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data });
}
