/** Writing GGUF's values one after another, as `bytes.ts` reads them. */
import {
  arrayId,
  type FixedSizeType,
  GgufError,
  type GgufScalar,
  type GgufScalarType,
  type GgufValue,
  scalarFormats,
} from "./bytes.js";

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

  /** Everything written so far. */
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
