/** The model that tests write with: 3.5 million parameters, trained for them (test/tiny). */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { ownSetFolder } from "../../src/engine/vectors/vector-store.js";
import { readModelFile } from "../../src/models/gguf-file.js";

/**
 * Laid out like a package that comes with the model's calibrated vectors, which an engine takes for
 * its own.
 */
export const tinyPackage = join(import.meta.dirname, "..", "tiny");

/** Its calibrated vectors. */
export const tinySet = join(tinyPackage, "vectors", "tiller-tiny");

/** Trained to accept steering vectors. */
export const tillerTiny = join(tinyPackage, "tiller-tiny-f16.gguf");
/** Its sibling that never saw a vector. */
export const tillerTinyPlain = join(tinyPackage, "tiller-tiny-plain-f16.gguf");
/** Its sibling without instructions and chat template. */
export const tillerTinyBase = join(tinyPackage, "tiller-tiny-base-f16.gguf");

/**
 * Makes the model calibrated for a program that keeps its vectors in this folder.
 *
 * @param cacheDirectory the command line's cache or the extension's storage
 */
export async function addTinySet(cacheDirectory: string): Promise<void> {
  const folder = ownSetFolder(await readModelFile(tillerTiny), cacheDirectory);
  await cp(tinySet, folder, { recursive: true });
}
