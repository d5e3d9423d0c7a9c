/**
 * GGUF files as bytes: llama.cpp's container for models and control vectors.
 *
 * Our own code because no maintained JavaScript library does what is needed: `@huggingface/gguf`
 * (0.4.6) reads metadata and tensor shapes from an address or a path, but it neither takes bytes,
 * nor returns tensor data, nor writes tensors. Only little-endian files of versions 2 and 3 exist
 * in practice; others are refused.
 */
import { fromFloat16Bits, toFloat16Bits } from "./float16.js";
import { GgufError, GgufReader, type GgufValue, GgufWriter } from "./gguf-bytes.js";

export { GgufError, type GgufValue } from "./gguf-bytes.js";

/** The whole content of a file. Map order is file order. */
export interface Gguf {
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensor[];
}

export interface GgufTensorInfo {
  name: string;
  type: GgufTensorType;
  /** Elements per dimension in ggml's order: `shape[0]` is the contiguous one (a row's length). */
  shape: readonly number[];
}

export interface GgufTensor extends GgufTensorInfo {
  /** The elements as they lie in the file; may be a view of the bytes that were decoded. */
  data: Uint8Array;
}

export type GgufTensorType = keyof typeof tensorFormats;

/** A file without its tensor data: everything before them, and where each tensor's data go. */
export interface GgufLayout {
  header: Uint8Array;
  /** Byte offset in the file of each tensor's data, in the order of the tensors. */
  offsets: readonly number[];
  fileSize: number;
}

const magic = 0x46554747;
const version = 3;
const defaultAlignment = 32;
const maxDimensions = 4;

/** The fewest bytes a metadata entry and a tensor's entry take, which bounds their numbers. */
const minMetadataEntry = 8 + 4 + 1;
const minTensorEntry = 8 + 4 + 8 + 4 + 8;

/** ggml's tensor types: id on disk, elements per block along a row, bytes per block. */
const tensorFormats = {
  F32: { id: 0, blockElements: 1, blockBytes: 4 },
  F16: { id: 1, blockElements: 1, blockBytes: 2 },
  Q8_0: { id: 8, blockElements: 32, blockBytes: 34 },
  I8: { id: 24, blockElements: 1, blockBytes: 1 },
  I16: { id: 25, blockElements: 1, blockBytes: 2 },
  I32: { id: 26, blockElements: 1, blockBytes: 4 },
  I64: { id: 27, blockElements: 1, blockBytes: 8 },
  F64: { id: 28, blockElements: 1, blockBytes: 8 },
  BF16: { id: 30, blockElements: 1, blockBytes: 2 },
} as const;

/**
 * Parses a whole file. Tensor data are views of `bytes`, not copies.
 * @throws GgufError when the bytes are not a complete, well-formed file of a known version.
 */
export function decodeGguf(bytes: Uint8Array): Gguf {
  const reader = new GgufReader(bytes);
  if (bytes.length < 4 || reader.uint32() !== magic) {
    throw new GgufError("This is not a GGUF file: it does not begin with the letters GGUF.");
  }
  checkVersion(reader.uint32());
  const tensorCount = reader.count("tensors", minTensorEntry);
  const metadataCount = reader.count("metadata values", minMetadataEntry);

  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < metadataCount; i++) {
    const key = reader.string();
    if (metadata.has(key)) throw new GgufError(`The metadata key "${key}" appears twice.`);
    metadata.set(key, reader.value(key));
  }
  const entries = Array.from({ length: tensorCount }, () => readTensorEntry(reader));

  const dataStart = alignUp(reader.offset, alignmentOf(metadata));
  const names = new Set<string>();
  const tensors = entries.map(({ offset, ...info }) => {
    if (names.has(info.name)) throw new GgufError(`The tensor "${info.name}" appears twice.`);
    names.add(info.name);
    const begin = dataStart + offset;
    const end = begin + byteLength(info);
    if (end > bytes.length) {
      throw new GgufError(`The GGUF file is truncated: data of tensor "${info.name}" are missing.`);
    }
    return { ...info, data: bytes.subarray(begin, end) };
  });
  return { metadata, tensors };
}

/**
 * Serialises a whole file as GGUF version 3.
 * @throws GgufError when a value does not fit its type or data do not fit their shape.
 */
export function encodeGguf({ metadata, tensors }: Gguf): Uint8Array {
  const { header, offsets, fileSize } = layOutGguf(metadata, tensors);
  const bytes = new Uint8Array(fileSize);
  bytes.set(header);
  tensors.forEach((tensor, i) => {
    if (tensor.data.length !== byteLength(tensor)) {
      throw new GgufError(`The data of tensor "${tensor.name}" do not fit its shape.`);
    }
    bytes.set(tensor.data, offsets[i]);
  });
  return bytes;
}

/**
 * Lays a file out without its tensor data, for files too large to build in memory: write `header`,
 * then each tensor's data at its offset, zeros in between and up to `fileSize`.
 * @throws GgufError when a value does not fit its type or a shape is impossible.
 */
export function layOutGguf(
  metadata: ReadonlyMap<string, GgufValue>,
  tensors: readonly GgufTensorInfo[],
): GgufLayout {
  const alignment = alignmentOf(metadata);
  const writer = new GgufWriter();
  writer.uint32(magic);
  writer.uint32(version);
  writer.size(tensors.length);
  writer.size(metadata.size);
  for (const [key, value] of metadata) {
    writer.string(key);
    writer.value(key, value);
  }
  const offsets: number[] = [];
  let dataSize = 0;
  for (const tensor of tensors) {
    const size = byteLength(tensor);
    writer.string(tensor.name);
    writer.uint32(tensor.shape.length);
    for (const elements of tensor.shape) writer.size(elements);
    writer.uint32(tensorFormats[tensor.type].id);
    writer.size(dataSize);
    offsets.push(dataSize);
    dataSize = alignUp(dataSize + size, alignment);
  }
  writer.padTo(alignment);
  const header = writer.bytes();
  return {
    header,
    offsets: offsets.map((offset) => header.length + offset),
    fileSize: header.length + dataSize,
  };
}

/** A tensor of 32-bit floats; `shape` defaults to one dimension. */
export function float32Tensor(
  name: string,
  values: Float32Array,
  shape: readonly number[] = [values.length],
): GgufTensor {
  const data = new Uint8Array(values.length * 4);
  const view = new DataView(data.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(i * 4, value, true);
  return { name, type: "F32", shape, data };
}

/** A tensor of half-precision floats, rounded to nearest; `shape` defaults to one dimension. */
export function float16Tensor(
  name: string,
  values: Float32Array,
  shape: readonly number[] = [values.length],
): GgufTensor {
  const data = new Uint8Array(values.length * 2);
  const view = new DataView(data.buffer);
  for (const [i, value] of values.entries()) view.setUint16(i * 2, toFloat16Bits(value), true);
  return { name, type: "F16", shape, data };
}

/** A tensor of 32-bit signed integers; `shape` defaults to one dimension. */
export function int32Tensor(
  name: string,
  values: Int32Array,
  shape: readonly number[] = [values.length],
): GgufTensor {
  const data = new Uint8Array(values.length * 4);
  const view = new DataView(data.buffer);
  for (const [i, value] of values.entries()) view.setInt32(i * 4, value, true);
  return { name, type: "I32", shape, data };
}

/**
 * The elements of an F32 or F16 tensor as a copy, in file order.
 * @throws GgufError for tensors of other types.
 */
export function tensorFloats(tensor: GgufTensor): Float32Array {
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  switch (tensor.type) {
    case "F32": {
      const length = view.byteLength / 4;
      return Float32Array.from({ length }, (_, i) => view.getFloat32(i * 4, true));
    }
    case "F16": {
      const length = view.byteLength / 2;
      return Float32Array.from({ length }, (_, i) => fromFloat16Bits(view.getUint16(i * 2, true)));
    }
    default:
      throw new GgufError(`The tensor "${tensor.name}" holds ${tensor.type} values, not floats.`);
  }
}

/**
 * The elements of an I32 tensor as a copy, in file order.
 * @throws GgufError for tensors of other types.
 */
export function tensorInt32s(tensor: GgufTensor): Int32Array {
  if (tensor.type !== "I32") {
    throw new GgufError(`The tensor "${tensor.name}" holds ${tensor.type} values, not I32.`);
  }
  const view = new DataView(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  return Int32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getInt32(i * 4, true));
}

function checkVersion(found: number): void {
  if (found === 2 || found === 3) return;
  throw new GgufError(
    found !== 0 && (found & 0xffff) === 0
      ? "This GGUF file is big-endian, which is not supported."
      : `GGUF version ${found} is not supported, only versions 2 and 3 are.`,
  );
}

function readTensorEntry(reader: GgufReader): GgufTensorInfo & { offset: number } {
  const name = reader.string();
  const dimensions = reader.uint32();
  if (dimensions > maxDimensions) {
    throw new GgufError(`The tensor "${name}" has ${dimensions} dimensions.`);
  }
  const shape = Array.from({ length: dimensions }, () => reader.size());
  const id = reader.uint32();
  const types = Object.keys(tensorFormats) as GgufTensorType[];
  const type = types.find((candidate) => tensorFormats[candidate].id === id);
  if (type === undefined) {
    throw new GgufError(`The tensor "${name}" has the unsupported type ${id}.`);
  }
  return { name, type, shape, offset: reader.size() };
}

/** Size of a tensor's data in bytes. */
function byteLength({ name, type, shape }: GgufTensorInfo): number {
  const { blockElements, blockBytes } = tensorFormats[type];
  const [rowLength] = shape;
  const elements = shape.reduce((product, size) => product * size, 1);
  const possible =
    rowLength !== undefined &&
    rowLength % blockElements === 0 &&
    shape.length <= maxDimensions &&
    shape.every((size) => Number.isSafeInteger(size) && size > 0) &&
    Number.isSafeInteger(elements * blockBytes);
  if (!possible) {
    throw new GgufError(`The tensor "${name}" has the impossible shape [${shape.join(", ")}].`);
  }
  return (elements / blockElements) * blockBytes;
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const entry = metadata.get("general.alignment");
  if (entry === undefined) return defaultAlignment;
  const isPowerOfTwo =
    entry.type === "uint32" && entry.value > 0 && Number.isInteger(Math.log2(entry.value));
  if (!isPowerOfTwo) {
    throw new GgufError("The metadata value general.alignment is not a power of two.");
  }
  return entry.value;
}

function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
