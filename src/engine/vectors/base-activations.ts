/**
 * The unsteered halves of contrast pairs: a base query's activations, evaluated once per model file
 * and shared by all vectors. With a folder they are kept on disk as well.
 *
 * One file per query: 32 bytes that say what it holds (SHA-256 of the model's fingerprint and the
 * prompt's tokens), then every layer's row as float32, little-endian.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isFileError, writeWhole } from "../../models/whole-file.js";
import type { PromptActivations } from "../../steering/vector.js";

export interface BaseActivationsPlace {
  folder: string;
  /** As `modelFingerprint` tells it. */
  fingerprint: string;
}

export class BaseActivations {
  private readonly known = new Map<string, PromptActivations>();

  constructor(
    private readonly layers: number,
    private readonly width: number,
    private readonly place?: BaseActivationsPlace,
  ) {}

  /** What is known of a prompt; a file that is damaged or another prompt's is as good as none. */
  async find(tokens: readonly number[]): Promise<PromptActivations | undefined> {
    const key = tokens.join(" ");
    const known = this.known.get(key) ?? (await this.read(key));
    if (known) this.known.set(key, known);
    return known;
  }

  /** Keeps them for this session, and where there is a folder with room, for later ones. */
  async remember(tokens: readonly number[], activations: PromptActivations): Promise<void> {
    const key = tokens.join(" ");
    this.known.set(key, activations);
    if (!this.place) return;
    const header = this.header(key, this.place.fingerprint);
    const rows = activations.map((row) => {
      const bytes = Buffer.alloc(row.length * Float32Array.BYTES_PER_ELEMENT);
      for (const [i, value] of row.entries()) bytes.writeFloatLE(value, i * 4);
      return bytes;
    });
    const { folder } = this.place;
    try {
      await writeWhole(pathFor(folder, header), Buffer.concat([header, ...rows]));
    } catch (error) {
      // They can be evaluated again, and nobody has to wait for room on the disk.
      if (!isFileError(error)) throw error;
    }
  }

  private async read(key: string): Promise<PromptActivations | undefined> {
    if (!this.place) return undefined;
    const { layers, width } = this;
    const header = this.header(key, this.place.fingerprint);
    let bytes: Buffer;
    try {
      bytes = await readFile(pathFor(this.place.folder, header));
    } catch {
      return undefined;
    }
    if (bytes.length !== header.length + layers * width * Float32Array.BYTES_PER_ELEMENT) {
      return undefined;
    }
    if (!bytes.subarray(0, header.length).equals(header)) return undefined;
    const valueAt = (index: number) => bytes.readFloatLE(header.length + index * 4);
    return Array.from({ length: layers }, (_, layer) =>
      Float32Array.from({ length: width }, (_, i) => valueAt(layer * width + i)),
    );
  }

  private header(key: string, fingerprint: string): Buffer {
    const { layers, width } = this;
    return createHash("sha256")
      .update(JSON.stringify([fingerprint, layers, width, key]))
      .digest();
  }
}

function pathFor(folder: string, header: Buffer): string {
  return join(folder, `${header.toString("hex", 0, 8)}.f32`);
}
