/**
 * Files that are there whole or not at all.
 *
 * Own code: write-file-atomic (7.0, 8.0) and atomically (2.1) ask the system to write once and do not look
 * at how much it wrote, so that on a full disk they give a file that was cut off its final name. They also
 * listen to the process's signals, and the one's temporary names repeat between containers.
 */
import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const PARTIAL = ".partial";
/** Nobody writes so long, whatever the clocks say. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;

/** Writes beside the file first, so that nothing half-written is left under its name, nor after a power cut. */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // Not a process id: containers that share a folder each have a process of that number.
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
 * Removes what processes that were killed while they wrote have left in a folder and below; never
 * rejects.
 */
export async function removeAbandoned(folder: string): Promise<void> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(PARTIAL))) {
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (Date.now() - mtimeMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
    } catch {
      // Another process was faster.
    }
  }
}

/** Whether the file system has refused something: a full disk, a folder of somebody else's. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  const { code, syscall } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return code !== undefined && syscall !== undefined;
}
