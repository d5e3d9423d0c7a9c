/**
 * What has arrived of one file: `model.gguf.part`, and beside it in `model.gguf.part.json` of which
 * content it is. Only a file that is complete and checked gets its final name.
 */
import { type FileHandle, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { fileHash, type HashAlgorithm } from "../file-hash.js";
import type { RemoteFile } from "../sources/remote-file.js";
import { writeWhole } from "../whole-file.js";

const recordSchema = z.object({ version: z.string(), bytes: z.int() });

/** In hexadecimal digits. */
export interface Hash {
  algorithm: HashAlgorithm;
  hex: string;
}

export class Part {
  /** Final path. */
  readonly path: string;
  private readonly partial: string;
  private readonly record: string;

  /** @param folder of the models */
  constructor(
    readonly remote: RemoteFile,
    folder: string,
  ) {
    this.path = join(folder, ...remote.path);
    this.partial = `${this.path}.part`;
    this.record = `${this.partial}.json`;
  }

  get name(): string {
    return basename(this.path);
  }

  /** Size of the file that has the final name already; undefined when there is none. */
  async finishedBytes(): Promise<number | undefined> {
    return sizeOf(this.path);
  }

  /** Bytes that are here of the content that the server has now. */
  async arrivedBytes(): Promise<number> {
    const { version, bytes } = this.remote;
    if (version === undefined) return 0;
    const record = await this.readRecord();
    if (record?.version !== version || record.bytes !== bytes) return 0;
    const arrived = (await sizeOf(this.partial)) ?? 0;
    return arrived > bytes ? 0 : arrived;
  }

  /**
   * Opens the part for what comes next.
   * @param keep bytes of it that stay; the rest is removed
   */
  async open(keep: number): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    if (keep === 0) {
      // In this order: a record never stands beside the content of another.
      await rm(this.partial, { force: true });
      const { version, bytes } = this.remote;
      if (version === undefined) await rm(this.record, { force: true });
      else await writeWhole(this.record, JSON.stringify({ version, bytes }));
    }
    const handle = await open(this.partial, keep === 0 ? "w" : "r+");
    await handle.truncate(keep);
    return handle;
  }

  /** Gives it the final name, once it is on the disk. */
  async finish(): Promise<void> {
    const handle = await open(this.partial, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(this.partial, this.path);
    await syncFolder(dirname(this.path));
    await rm(this.record, { force: true });
  }

  /** Removes what has arrived. */
  async discard(): Promise<void> {
    await rm(this.partial, { force: true });
    await rm(this.record, { force: true });
  }

  /**
   * Whether the content has a hash.
   * @param finished whether to read the file of the final name, not the part
   * @param onRead called with the bytes read so far
   */
  async hasHash(
    { algorithm, hex }: Hash,
    finished: boolean,
    onRead: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const file = finished ? this.path : this.partial;
    return (await fileHash(file, algorithm, signal, onRead)) === hex;
  }

  private async readRecord(): Promise<z.infer<typeof recordSchema> | undefined> {
    try {
      return recordSchema.parse(JSON.parse(await readFile(this.record, "utf8")));
    } catch {
      // None, or one that a crash spoiled: the file begins again.
      return undefined;
    }
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** So that the new name outlives a power cut; Windows does not let a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
