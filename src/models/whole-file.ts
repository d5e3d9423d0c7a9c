/**
 * Writes files that exist completely or not at all.
 *
 * Our own code: write-file-atomic (7.0, 8.0) and atomically (2.1) write once without checking how much was
 * written, so on a full disk they give a truncated file its final name. They also listen to the process's
 * signals, and the temporary names of the first repeat between containers.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const PARTIAL = ".partial";
/** Nobody takes this long to write, whatever the clocks say. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Writes next to the file first, so that nothing half-written is left under its name, not even after a power
 * cut.
 */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Not a process id: containers that share a folder may each have a process with that id.
  const partial = `${path}.${randomUUID().slice(0, 8)}${PARTIAL}`;
  try {
    await writeFile(partial, data, { flush: true });
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/**
 * Removes what processes killed while writing have left in a folder and below it; never rejects.
 */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(PARTIAL))) {
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
    } catch {
      // Another process got there first.
    }
  }
}

/** Whether the file system has refused something: a full disk, somebody else's folder. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return code !== undefined && syscall !== undefined;
}
