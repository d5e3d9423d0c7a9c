/**
 * GGUF files as bytes: llama.cpp's container for models and control vectors.
 *
 * Our own code because no maintained JavaScript library does what is needed: `@huggingface/gguf`
 * (0.4.6) reads metadata and tensor shapes from an address or a path, but it neither takes bytes,
 * nor returns tensor data, nor writes tensors.
 */
// Node.js 20 knows no half precision.
import { getFloat16, setFloat16 } from "@petamoriken/float16";
import { quoted } from "../text/quoted.js";
import { GgufError, type GgufValue } from "./bytes.js";
import {
  alignmentOf,
  alignUp,
  type GgufTensorInfo,
  ggufMagic,
  parseGgufHeader,
  tensorByteLength,
} from "./header.js";
import { tensorFormats } from "./tensor-formats.js";
import { GgufWriter } from "./writer.js";

export { GgufError, type GgufValue } from "./bytes.js";
export type { GgufTensorInfo } from "./header.js";

/** The whole content of a file. Map order is file order. */
export interface Gguf {
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensor[];
}

export interface GgufTensor extends GgufTensorInfo {
  /** The elements as they lie in the file; may be a view of the bytes that were decoded. */
  data: Uint8Array;
}

/**
 * A file without its tensor data: everything that precedes the data, and where each tensor's data
 * go.
 */
export interface GgufLayout {
  header: Uint8Array;
  /** Byte offset in the file of each tensor's data, in the order of the tensors. */
  offsets: readonly number[];
  fileSize: number;
}

const version = 3;

/**
 * Parses a whole file. Tensor data are views of `bytes`, not copies.
 * @throws GgufError when the bytes are not a complete, well-formed file of a known version.
 */
export function decodeGguf(bytes: Uint8Array): Gguf {
  const { metadata, tensors, dataStart } = parseGgufHeader(bytes);
  const alignment = alignmentOf(metadata);
  let expected = 0;
  return {
    metadata,
    tensors: tensors.map(({ offset, ...info }) => {
      // As in llama.cpp. Otherwise a small file could claim the same data a thousand times.
      if (offset !== expected) {
        throw new GgufError(`The tensor "${quoted(info.name)}" does not follow the one before it.`);
      }
      const length = tensorByteLength(info);
      expected = alignUp(offset + length, alignment);
      const begin = dataStart + offset;
      if (begin + length > bytes.length) {
        throw new GgufError(
          `The GGUF file is truncated: data of tensor "${quoted(info.name)}" are missing.`,
        );
      }
      return { ...info, data: bytes.subarray(begin, begin + length) };
    }),
  };
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
    if (tensor.data.length !== tensorByteLength(tensor)) {
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
  writer.uint32(ggufMagic);
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
    const size = tensorByteLength(tensor);
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
  for (const [i, value] of values.entries()) setFloat16(view, i * 2, value, true);
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
      return Float32Array.from({ length }, (_, i) => getFloat16(view, i * 2, true));
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
