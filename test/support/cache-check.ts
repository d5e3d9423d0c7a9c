/** Checks that every file in a cache folder under its final name is complete. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { calibrationFileSchema } from "../../src/steering/calibration.js";
import { decodeVectorFile } from "../../src/steering/control-vector.js";

/** Left by a process killed while writing; nobody reads it. */
const PARTIAL = /\.partial$/;

/**
 * Fails for an incomplete file; others may be writing at the same time.
 * @returns names of the files, including those left by a kill
 */
export async function checkCache(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names: string[] = [];
  const activationSizes = new Set<number>();
  for (const entry of entries.filter((e) => e.isFile())) {
    const { name } = entry;
    names.push(name);
    if (PARTIAL.test(name)) continue;
    const bytes = await contentOf(join(entry.parentPath, name));
    // A calibration that ended in the meantime removes its state.
    if (!bytes) continue;
    if (name.endsWith(".gguf")) decodeVectorFile(bytes);
    else if (name === "calibration.json") calibrationFileSchema.parse(JSON.parse(`${bytes}`));
    else if (name.endsWith(".json")) JSON.parse(`${bytes}`);
    else if (name.endsWith(".f32")) activationSizes.add(bytes.length);
    else assert.fail(`Nobody knows what ${name} is.`);
  }
  assert.ok(activationSizes.size <= 1, `activations of sizes ${[...activationSizes]}`);
  return names;
}

async function contentOf(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
