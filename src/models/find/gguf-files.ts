/** Looks for GGUF files below a folder, within limits: people may name a whole disk. */
import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";

/** Deep enough for every program's layout and some folders above it. */
const MOST_LEVELS = 8;
const MOST_FOLDERS = 2000;
/**
 * How many are read at the same time; each takes one of the few threads that Node.js has for files.
 */
const AT_A_TIME = 16;
/** Folders that never hold models, or only under names without an extension. */
const PASSED_OVER = new Set(["blobs", "refs", "node_modules", "$RECYCLE.BIN"]);

/**
 * The paths of files that end in `.gguf`. Symbolic links are followed, each folder is read once,
 * and what cannot be read is skipped.
 */
export async function ggufFilesBelow(folder: string, signal?: AbortSignal): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  let level = [folder];
  for (let depth = 0; depth < MOST_LEVELS && level.length > 0; depth++) {
    const next: string[] = [];
    for (let from = 0; from < level.length && seen.size < MOST_FOLDERS; from += AT_A_TIME) {
      signal?.throwIfAborted();
      const read = level.slice(from, from + AT_A_TIME).map((path) => entriesOnce(path, seen));
      for (const { path, entries } of await Promise.all(read)) {
        for (const entry of entries) sort(join(path, entry.name), entry, files, next);
      }
    }
    level = next;
  }
  return files;
}

/** The entries of a folder, sorted by name, unless it was already read under another path. */
async function entriesOnce(path: string, seen: Set<string>) {
  let entries: Dirent[] = [];
  try {
    const real = await realpath(path);
    if (!seen.has(real)) {
      seen.add(real);
      entries = await readdir(path, { withFileTypes: true });
    }
  } catch {
    // It does not exist, is not a folder, is not allowed, or is a circle of links.
  }
  return { path, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
}

function sort(path: string, entry: Dirent, files: string[], folders: string[]): void {
  const isGguf = entry.name.toLowerCase().endsWith(".gguf");
  if (isGguf && !entry.isDirectory()) files.push(path);
  else if (entry.name.startsWith(".") || PASSED_OVER.has(entry.name)) return;
  else if (entry.isDirectory() || entry.isSymbolicLink()) folders.push(path);
}

/** What distinguishes a file from others: the same for all links to it. */
export interface FileOnDisk {
  path: string;
  key: string;
  bytes: number;
  /** Milliseconds. */
  changed: number;
}

/** @returns undefined for anything but a file: a folder, a pipe, a dangling link */
export async function fileOnDisk(path: string): Promise<FileOnDisk | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) return undefined;
    // Some network and removable disks do not number files.
    const key = found.ino === 0n ? await realpath(path) : `${found.dev}:${found.ino}`;
    return { path, key, bytes: Number(found.size), changed: Number(found.mtimeMs) };
  } catch {
    return undefined;
  }
}
