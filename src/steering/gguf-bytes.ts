/** Reading and writing GGUF's values one after another: little-endian, strings with their length. */

/** The input is not a GGUF file that can be read, or the content cannot be written as one. */
export class GgufError extends Error {
  override name = "GgufError";
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

/** Id on disk, and the fewest bytes a value takes: what bounds an array before it is allocated. */
const scalarFormats = {
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
const arrayId = 9;

type FixedSizeType = Exclude<GgufScalarType, "string">;

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

const setters: Record<FixedSizeType, (view: DataView, at: number, value: GgufScalar) => void> = {
  uint8: (view, at, value) => view.setUint8(at, integer(value, 0, 0xff)),
  int8: (view, at, value) => view.setInt8(at, integer(value, -0x80, 0x7f)),
  uint16: (view, at, value) => view.setUint16(at, integer(value, 0, 0xffff), true),
  int16: (view, at, value) => view.setInt16(at, integer(value, -0x8000, 0x7fff), true),
  uint32: (view, at, value) => view.setUint32(at, integer(value, 0, 0xffffffff), true),
  int32: (view, at, value) => view.setInt32(at, integer(value, -0x80000000, 0x7fffffff), true),
  float32: (view, at, value) => view.setFloat32(at, Number(value), true),
  bool: (view, at, value) => view.setUint8(at, value ? 1 : 0),
  uint64: (view, at, value) => view.setBigUint64(at, bigInteger(value, 0n, 2n ** 64n - 1n), true),
  int64: (view, at, value) =>
    view.setBigInt64(at, bigInteger(value, -(2n ** 63n), 2n ** 63n - 1n), true),
  float64: (view, at, value) => view.setFloat64(at, Number(value), true),
};

/** A cursor over untrusted bytes: every read is checked before it happens. */
export class GgufReader {
  #offset = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  // Byte order marks stay: a vocabulary may contain one as a token.
  readonly #text = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes were read so far. */
  get offset(): number {
    return this.#offset;
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A 64-bit size. What is beyond the safe integers is beyond every file as well. */
  size(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : Number.MAX_SAFE_INTEGER;
  }

  /** A number of items, refused when the rest of the file cannot hold so many. */
  count(what: string, bytesPerItem: number): number {
    const count = this.size();
    if (count > (this.#bytes.length - this.#offset) / bytesPerItem) {
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
    const of = scalarTypeOf(this.uint32(), key);
    const length = this.count(`elements of "${key}"`, scalarFormats[of].size);
    const value = Array.from({ length }, () => this.#scalar(of));
    return { type: "array", of, value } as GgufValue;
  }

  #scalar(type: GgufScalarType): GgufScalar {
    if (type === "string") return this.string();
    return getters[type](this.#view, this.#advance(scalarFormats[type].size));
  }

  /** Moves past `length` bytes and returns where they begin. */
  #advance(length: number): number {
    const begin = this.#offset;
    if (length > this.#bytes.length - begin) throw new GgufError("The GGUF file is truncated.");
    this.#offset = begin + length;
    return begin;
  }
}

/** Bytes that grow as values are appended. */
export class GgufWriter {
  #view = new DataView(new ArrayBuffer(4096));
  #length = 0;
  readonly #text = new TextEncoder();

  uint32(value: number): void {
    this.#scalar("uint32", value);
  }

  size(value: number): void {
    this.#scalar("uint64", BigInt(value));
  }

  string(value: string): void {
    const bytes = this.#text.encode(value);
    this.size(bytes.length);
    const begin = this.#grow(bytes.length);
    new Uint8Array(this.#view.buffer).set(bytes, begin);
  }

  /**
   * The type and value of metadata entry `key`.
   * @throws GgufError when the value does not fit its type.
   */
  value(key: string, entry: GgufValue): void {
    try {
      if (entry.type === "array") {
        this.uint32(arrayId);
        this.uint32(scalarFormats[entry.of].id);
        this.size(entry.value.length);
        for (const element of entry.value) this.#scalar(entry.of, element);
      } else {
        this.uint32(scalarFormats[entry.type].id);
        this.#scalar(entry.type, entry.value);
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new GgufError(`The metadata value "${key}" does not fit its type.`, { cause: error });
    }
  }

  /** Appends zeros up to a multiple of `alignment`. */
  padTo(alignment: number): void {
    this.#grow((alignment - (this.#length % alignment)) % alignment);
  }

  /** What was written so far. */
  bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer, 0, this.#length);
  }

  #scalar(type: GgufScalarType, value: GgufScalar): void {
    if (type === "string") {
      this.string(String(value));
      return;
    }
    const begin = this.#grow(scalarFormats[type].size);
    setters[type](this.#view, begin, value);
  }

  /** Makes room for `length` zero bytes at the end and returns where they begin. */
  #grow(length: number): number {
    const begin = this.#length;
    this.#length += length;
    if (this.#length > this.#view.byteLength) {
      const larger = new Uint8Array(Math.max(this.#length, this.#view.byteLength * 2));
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return begin;
  }
}

function scalarTypeOf(id: number, key: string): GgufScalarType {
  const types = Object.keys(scalarFormats) as GgufScalarType[];
  const type = types.find((candidate) => scalarFormats[candidate].id === id);
  if (type === undefined) {
    throw new GgufError(`The metadata value "${key}" has the unsupported type ${id}.`);
  }
  return type;
}

/** DataView wraps integers that are out of range silently; a file must not. */
function integer(value: GgufScalar, min: number, max: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new RangeError(`${value} is not an integer between ${min} and ${max}`);
}

function bigInteger(value: GgufScalar, min: bigint, max: bigint): bigint {
  const number = BigInt(value);
  if (number >= min && number <= max) return number;
  throw new RangeError(`${value} is not an integer between ${min} and ${max}`);
}
