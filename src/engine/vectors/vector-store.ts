/**
 * Vectors on disk. A vector set is a folder of control-vector files and a `calibration.json` that
 * says which model they belong to and how each is used. Sets come with the extension, and one per
 * model grows in the cache as a person asks for new words.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { shortDigest } from "../../models/digest.js";
import type { ModelFile } from "../../models/gguf-file.js";
import { writeWhole } from "../../models/whole-file.js";
import { type CalibrationFile, calibrationFileSchema } from "../../steering/calibration.js";
import {
  ControlVectorError,
  decodeVectorFile,
  encodeVectorFile,
} from "../../steering/control-vector.js";
import type { SteeringVector } from "../../steering/vector.js";

export const CALIBRATION = "calibration.json";
/** Longer names are cut and made unique by a digest: file systems end at 255 bytes. */
const MAX_NAME = 120;
/** Half a character, which has no bytes. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * Of vectors in memory: some twenty of a model of four billion parameters. Those beyond are read
 * again, which takes a millisecond each.
 */
const MAX_KNOWN_BYTES = 8 * 1024 * 1024;

interface StoredVector {
  vector: SteeringVector;
  /** Of its file. */
  bytes: Uint8Array;
}

/** The vectors of one model, wherever they lie. */
export class VectorStore {
  /** The one that was used last comes last. */
  private readonly known = new Map<string, SteeringVector>();

  private constructor(
    private readonly model: ModelFile,
    /** The set that came with the extension, if there is one for this model. */
    private readonly bundled: string | undefined,
    private readonly cache: string,
    readonly calibration: CalibrationFile,
  ) {}

  /** Opens the sets of a model; a cache that cannot be read is as good as an empty one. */
  static async open(
    model: ModelFile,
    packageRoot: string,
    cacheDirectory: string,
  ): Promise<VectorStore> {
    const cache = ownSetFolder(model, cacheDirectory);
    const bundled = await findBundledSet(model, join(packageRoot, "vectors"));
    const cached = await readCalibration(cache);
    const choices = {
      ...bundled?.calibration.choices,
      ...(cached?.model === model.identity ? cached.choices : {}),
    };
    return new VectorStore(model, bundled?.folder, cache, {
      model: model.identity,
      choices,
    });
  }

  /** The vector of this name, if it was ever measured on this model. */
  async find(name: string): Promise<SteeringVector | undefined> {
    const vector = this.known.get(name) ?? (await this.fileOf(name))?.vector;
    if (vector) this.know(vector);
    return vector;
  }

  private know(vector: SteeringVector): void {
    this.known.delete(vector.name);
    this.known.set(vector.name, vector);
    let bytes = 0;
    for (const one of this.known.values()) bytes += bytesOf(one);
    for (const [name, oldest] of this.known) {
      if (bytes <= MAX_KNOWN_BYTES || name === vector.name) return;
      this.known.delete(name);
      bytes -= bytesOf(oldest);
    }
  }

  /**
   * The vectors that the calibration has a choice for, by name, with their files. Vectors that
   * were measured for a person's own words are not among them.
   */
  async calibratedVectors(): Promise<Map<string, StoredVector>> {
    const vectors = new Map<string, StoredVector>();
    for (const name of Object.keys(this.calibration.choices)) {
      const file = await this.fileOf(name);
      if (file) vectors.set(name, file);
    }
    return vectors;
  }

  /** Keeps a new vector for this and later sessions. */
  async remember(vector: SteeringVector): Promise<void> {
    this.know(vector);
    await writeVector(this.cache, vector, this.model);
  }

  /** What was imported or made here goes before what came with the extension, as its choices do. */
  private async fileOf(name: string): Promise<StoredVector | undefined> {
    for (const folder of [this.cache, this.bundled]) {
      const file = folder && (await readVector(folder, name, this.model));
      if (file) return file;
    }
    return undefined;
  }
}

function bytesOf({ layers }: SteeringVector): number {
  return layers.reduce((sum, { direction }) => sum + direction.byteLength, 0);
}

/** A model's vector in a set's folder; undefined when there is none that can be read. */
export async function readVector(
  folder: string,
  name: string,
  { identity }: Pick<ModelFile, "identity">,
): Promise<StoredVector | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(folder, vectorFileName(name)));
  } catch {
    return undefined;
  }
  try {
    const { vector, model } = decodeVectorFile(bytes);
    // Another model's file, or a name whose digest collides: as if it were not there.
    const isOurs = model === identity && vector.name === name;
    return isOurs ? { vector, bytes } : undefined;
  } catch (error) {
    // A damaged file is measured again and overwritten.
    if (error instanceof ControlVectorError) return undefined;
    throw error;
  }
}

/** The folder of the set that belongs to a model on this machine. */
export function ownSetFolder({ identity }: ModelFile, cacheDirectory: string): string {
  return join(cacheDirectory, "vectors", shortDigest(identity));
}

/** Writes one vector of a model into a set's folder; returns the file's path. */
export async function writeVector(
  folder: string,
  vector: SteeringVector,
  model: ModelFile,
): Promise<string> {
  const path = join(folder, vectorFileName(vector.name));
  await writeWhole(path, encodeVectorFile(vector, model.architecture, model.identity));
  return path;
}

/** Writes a set's calibration. */
export async function writeCalibration(
  folder: string,
  calibration: CalibrationFile,
): Promise<void> {
  await writeWhole(join(folder, CALIBRATION), `${JSON.stringify(calibration, undefined, 2)}\n`);
}

/** Readable and valid on every file system: `keywords.existence,keyword=harbour.gguf`. */
export function vectorFileName(name: string): string {
  const readable = encodeURIComponent(name.replace(":", ".").replace(LONE_SURROGATE, "\ufffd"))
    .replaceAll("%2C", ",")
    .replaceAll("%3D", "=")
    .replaceAll("*", "%2A");
  if (readable.length <= MAX_NAME) return `${readable}.gguf`;
  return `${readable.slice(0, MAX_NAME)}-${shortDigest(name)}.gguf`;
}

async function findBundledSet(model: ModelFile, vectors: string) {
  const entries = await readdir(vectors, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((e) => e.isDirectory())) {
    const folder = join(vectors, entry.name);
    const calibration = await readCalibration(folder);
    if (calibration?.model === model.identity) return { folder, calibration };
  }
  return undefined;
}

/** A set's calibration; undefined when there is none that can be read. */
export async function readCalibration(folder: string): Promise<CalibrationFile | undefined> {
  try {
    const text = await readFile(join(folder, CALIBRATION), "utf8");
    return calibrationFileSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
