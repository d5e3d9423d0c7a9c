/** Files that are there whole or not at all. */
import { rename, rm, writeFile } from "node:fs/promises";

/** Writes beside the file first, so that nothing half-written is left under its name. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
