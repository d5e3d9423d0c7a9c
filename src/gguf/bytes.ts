/** Reading GGUF's values one after another: little-endian, strings with their length. */

import { quoted } from "../text/quoted.js";

/** The input is not a GGUF file that can be read, or the content cannot be written as one. */
export class GgufError extends Error {
  override name = "GgufError";
}

/** The file is longer than what was read of it, and more is needed. */
export class GgufMoreBytesNeeded extends Error {
  override name = "GgufMoreBytesNeeded";
}

export type GgufScalarType = keyof typeof scalarFormats;

export type GgufScalar<T extends GgufScalarType = GgufScalarType> = T extends "uint64" | "int64"
  ? bigint
  : T extends "bool"
    ? boolean
    : T extends "string"
      ? string
      : number;

/** A metadata value with its type on disk. Arrays do not nest: llama.cpp refuses those too. */
export type GgufValue =
  | { [T in GgufScalarType]: { type: T; value: GgufScalar<T> } }[GgufScalarType]
  | {
      [T in GgufScalarType]: { type: "array"; of: T; value: readonly GgufScalar<T>[] };
    }[GgufScalarType];

/** Id on disk, and the fewest bytes a value takes, which bounds an array before it is allocated. */
export const scalarFormats = {
  uint8: { id: 0, size: 1 },
  int8: { id: 1, size: 1 },
  uint16: { id: 2, size: 2 },
  int16: { id: 3, size: 2 },
  uint32: { id: 4, size: 4 },
  int32: { id: 5, size: 4 },
  float32: { id: 6, size: 4 },
  bool: { id: 7, size: 1 },
  string: { id: 8, size: 8 },
  uint64: { id: 10, size: 8 },
  int64: { id: 11, size: 8 },
  float64: { id: 12, size: 8 },
} as const;
export const arrayId = 9;

export type FixedSizeType = Exclude<GgufScalarType, "string">;

const getters: Record<FixedSizeType, (view: DataView, at: number) => number | bigint | boolean> = {
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  uint16: (view, at) => view.getUint16(at, true),
  int16: (view, at) => view.getInt16(at, true),
  uint32: (view, at) => view.getUint32(at, true),
  int32: (view, at) => view.getInt32(at, true),
  float32: (view, at) => view.getFloat32(at, true),
  bool: (view, at) => view.getUint8(at) !== 0,
  uint64: (view, at) => view.getBigUint64(at, true),
  int64: (view, at) => view.getBigInt64(at, true),
  float64: (view, at) => view.getFloat64(at, true),
};

/** A cursor over untrusted bytes, the beginning of a file: every read is checked before it happens. */
export class GgufReader {
  #offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  // Byte order marks stay: a vocabulary may contain one as a token.
  readonly #text = new TextDecoder("utf-8", { ignoreBOM: true });

  /** @param fileSize size of the whole file, against which every length is checked */
  constructor(
    bytes: Uint8Array,
    readonly fileSize = bytes.length,
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes have been read so far. */
  get offset(): number {
    return this.#offset;
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A 64-bit size. Anything beyond the safe integers is beyond any file, too. */
  size(): number {
    const begin = this.#advance(8);
    const value =
      this.#view.getUint32(begin + 4, true) * 2 ** 32 + this.#view.getUint32(begin, true);
    return Math.min(value, Number.MAX_SAFE_INTEGER);
  }

  /** A number of items, refused when the rest of the file cannot hold so many. */
  count(what: string, bytesPerItem: number): number {
    const count = this.size();
    if (count > (this.fileSize - this.#offset) / bytesPerItem) {
      throw new GgufError(`The GGUF file is truncated or corrupt: it announces ${count} ${what}.`);
    }
    return count;
  }

  string(): string {
    const length = this.count("bytes of text", 1);
    const begin = this.#advance(length);
    return this.#text.decode(this.#bytes.subarray(begin, begin + length));
  }

  /** The type and value of metadata entry `key`. */
  value(key: string): GgufValue {
    const id = this.uint32();
    if (id !== arrayId) {
      const type = scalarTypeOf(id, key);
      return { type, value: this.#scalar(type) } as GgufValue;
    }
    const { of, length } = this.#arrayHead(key);
    const value = Array.from({ length }, () => this.#scalar(of));
    return { type: "array", of, value } as GgufValue;
  }

  /** Moves past the type and value of metadata entry `key`. */
  skipValue(key: string): void {
    const id = this.uint32();
    const { of, length } = id === arrayId ? this.#arrayHead(key) : scalarEntry(id, key);
    if (of !== "string") this.#advance(length * scalarFormats[of].size);
    else for (let left = length; left > 0; left--) this.#advance(this.count("bytes of text", 1));
  }

  /**
   * Type and number of an array's elements; at least the fewest bytes that they can take are
   * present.
   */
  #arrayHead(key: string): { of: GgufScalarType; length: number } {
    const of = scalarTypeOf(this.uint32(), key);
    const { size } = scalarFormats[of];
    const length = this.count(`elements of "${quoted(key)}"`, size);
    this.#require(length * size);
    return { of, length };
  }

  #scalar(type: GgufScalarType): GgufScalar {
    if (type === "string") return this.string();
    return getters[type](this.#view, this.#advance(scalarFormats[type].size));
  }

  /** Moves past `length` bytes and returns where they begin. */
  #advance(length: number): number {
    this.#require(length);
    const begin = this.#offset;
    this.#offset = begin + length;
    return begin;
  }

  #require(length: number): void {
    if (length > this.fileSize - this.#offset) throw new GgufError("The GGUF file is truncated.");
    if (length > this.#bytes.length - this.#offset) throw new GgufMoreBytesNeeded();
  }
}

const scalarTypes = new Map(
  Object.entries(scalarFormats).map(([type, { id }]) => [id as number, type as GgufScalarType]),
);

function scalarEntry(id: number, key: string): { of: GgufScalarType; length: number } {
  return { of: scalarTypeOf(id, key), length: 1 };
}

function scalarTypeOf(id: number, key: string): GgufScalarType {
  const type = scalarTypes.get(id);
  if (type === undefined) {
    throw new GgufError(`The metadata value "${quoted(key)}" has the unsupported type ${id}.`);
  }
  return type;
}
