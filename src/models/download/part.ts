/**
 * The part of a file that has arrived: `model.gguf.part`, with `model.gguf.part.json` beside it
 * saying which content it belongs to. Only a file that is complete and checked gets its final name.
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

  /** @param folder the models' folder */
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

  /** Size of the file that already has the final name; undefined if there is none. */
  async finishedBytes(): Promise<number | undefined> {
    return sizeOf(this.path);
  }

  /** Bytes that have arrived of the content that the server has now. */
  async arrivedBytes(): Promise<number> {
    const { version, bytes } = this.remote;
    if (version === undefined) return 0;
    const record = await this.readRecord();
    if (record?.version !== version || record.bytes !== bytes) return 0;
    const arrived = (await sizeOf(this.partial)) ?? 0;
    return arrived > bytes ? 0 : arrived;
  }

  /**
   * Opens the part for writing.
   * @param keep how many bytes to keep; the rest is removed
   */
  async open(keep: number): Promise<FileHandle> {
    await mkdir(dirname(this.path), { recursive: true });
    if (keep === 0) {
      // In this order, so that a record never lies beside content it does not describe.
      await rm(this.partial, { force: true });
      const { version, bytes } = this.remote;
      if (version === undefined) await rm(this.record, { force: true });
      else await writeWhole(this.record, JSON.stringify({ version, bytes }));
    }
    const handle = await open(this.partial, keep === 0 ? "w" : "r+");
    await handle.truncate(keep);
    return handle;
  }

  /** Gives it the final name once it is safely on disk. */
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
   * Whether the content has a given hash.
   * @param finished whether to read the file with the final name instead of the part
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
      // No record, or one damaged by a crash: the file starts over.
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

/** So that the new name survives a power cut. Windows does not allow opening a folder. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
