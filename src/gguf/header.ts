/**
 * The part of a GGUF file before its tensor data: the metadata, and where each tensor lies. One
 * reader serves all files: models of many gigabytes, with only the beginning in memory, and small
 * files as a whole. Only little-endian files of versions 2 and 3 exist in practice; others are
 * refused.
 *
 * Our own code because files come from anywhere: node-llama-cpp's `readGgufFileInfo` (3.22.1)
 * trusts the lengths that a file announces without checking whether the file can hold them, and
 * reads whole vocabularies into memory to find a name. Format: ggml's docs/gguf.md.
 */
import { quoted } from "../text/quoted.js";
import { GgufError, GgufReader, type GgufValue } from "./bytes.js";
import { type GgufTensorType, tensorFormats, tensorTypeOf } from "./tensor-formats.js";

export interface GgufTensorInfo {
  name: string;
  type: GgufTensorType;
  /** Elements per dimension in ggml's order: `shape[0]` is the contiguous one (a row's length). */
  shape: readonly number[];
}

export interface GgufTensorEntry extends GgufTensorInfo {
  /** Where its data begin, from `dataStart` on. */
  offset: number;
}

export interface GgufHeader {
  /** Of all metadata values. */
  keys: ReadonlySet<string>;
  /** The requested values. Map order is file order. */
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensorEntry[];
  /** Where the data of all tensors begin in the file. */
  dataStart: number;
}

export const ggufMagic = 0x46554747;
export const defaultAlignment = 32;
const alignmentKey = "general.alignment";
const maxDimensions = 4;
/**
 * Far more than any file asks for: alignment pads the space between two tensors this much at most.
 */
const maxAlignment = 2 ** 20;

/**
 * The fewest bytes that a metadata entry and a tensor's entry can take, which bounds how many there
 * can be.
 */
const minMetadataEntry = 8 + 4 + 1;
const minTensorEntry = 8 + 4 + 8 + 4 + 8;
/** Far more of either than any model has; llama.cpp compares all names with each other. */
const mostEntries = 32_768;

/**
 * @param bytes the beginning of a file
 * @param fileSize size of the whole file, against which all lengths are checked
 * @param wanted which metadata values to read; the others are skipped
 * @throws GgufError when it is not the header of a well-formed file of a known version.
 * @throws GgufMoreBytesNeeded when it is longer than `bytes`.
 */
export function parseGgufHeader(
  bytes: Uint8Array,
  fileSize = bytes.length,
  wanted: (key: string) => boolean = () => true,
): GgufHeader {
  const reader = new GgufReader(bytes, fileSize);
  const { tensorCount, metadataCount } = readCounts(reader);
  const keys = new Set<string>();
  const metadata = new Map<string, GgufValue>();
  const kept = (key: string) => key === alignmentKey || wanted(key);
  for (const [key, value] of readMetadata(reader, metadataCount, kept)) {
    if (keys.has(key)) throw new GgufError(`The metadata key "${quoted(key)}" appears twice.`);
    keys.add(key);
    if (value) metadata.set(key, value);
  }
  const names = new Set<string>();
  const tensors = Array.from({ length: tensorCount }, () => {
    const entry = readTensorEntry(reader);
    if (names.has(entry.name))
      throw new GgufError(`The tensor "${quoted(entry.name)}" appears twice.`);
    names.add(entry.name);
    return entry;
  });
  return { keys, metadata, tensors, dataStart: alignUp(reader.offset, alignmentOf(metadata)) };
}

/**
 * The metadata values at the beginning of a file, one by one, as far as `bytes` reach.
 * @throws GgufError, GgufMoreBytesNeeded where they end.
 */
export function* leadingMetadata(
  bytes: Uint8Array,
  fileSize: number,
  wanted: (key: string) => boolean,
): Generator<[string, GgufValue]> {
  const reader = new GgufReader(bytes, fileSize);
  const { metadataCount } = readCounts(reader);
  for (const [key, value] of readMetadata(reader, metadataCount, wanted)) {
    if (value) yield [key, value];
  }
}

function readCounts(reader: GgufReader): { tensorCount: number; metadataCount: number } {
  if (reader.fileSize < 4 || reader.uint32() !== ggufMagic) {
    throw new GgufError("This is not a GGUF file: it does not begin with the letters GGUF.");
  }
  checkVersion(reader.uint32());
  return {
    tensorCount: readCount(reader, "tensors", minTensorEntry),
    metadataCount: readCount(reader, "metadata values", minMetadataEntry),
  };
}

function readCount(reader: GgufReader, what: string, bytesPerItem: number): number {
  const count = reader.count(what, bytesPerItem);
  if (count > mostEntries) throw new GgufError(`The GGUF file announces ${count} ${what}.`);
  return count;
}

/** The value is undefined for a key that was not requested. */
function* readMetadata(
  reader: GgufReader,
  count: number,
  wanted: (key: string) => boolean,
): Generator<[string, GgufValue | undefined]> {
  for (let i = 0; i < count; i++) {
    const key = reader.string();
    if (wanted(key)) {
      yield [key, reader.value(key)];
    } else {
      reader.skipValue(key);
      yield [key, undefined];
    }
  }
}

/**
 * Size of a tensor's data in bytes.
 * @throws GgufError for a shape that no tensor can have.
 */
export function tensorByteLength({ name, type, shape }: GgufTensorInfo): number {
  const { blockElements, blockBytes } = tensorFormats[type];
  const [rowLength] = shape;
  const elements = elementCount(shape);
  const possible =
    rowLength !== undefined &&
    rowLength % blockElements === 0 &&
    shape.length <= maxDimensions &&
    shape.every((size) => Number.isSafeInteger(size) && size > 0) &&
    Number.isSafeInteger(elements * blockBytes);
  if (!possible) {
    throw new GgufError(
      `The tensor "${quoted(name)}" has the impossible shape [${shape.join(", ")}].`,
    );
  }
  return (elements / blockElements) * blockBytes;
}

/** How many elements a tensor of this shape has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Where the last tensor's data end; a file that ends earlier is incomplete. */
export function endOfData({ tensors, dataStart }: GgufHeader): number {
  return tensors.reduce(
    (end, tensor) => Math.max(end, dataStart + tensor.offset + tensorByteLength(tensor)),
    dataStart,
  );
}

/**
 * The alignment of tensor data: each tensor's data begin at a multiple of it.
 * @throws GgufError when the file says something impossible.
 */
export function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const entry = metadata.get(alignmentKey);
  if (entry === undefined) return defaultAlignment;
  const isPossible =
    entry.type === "uint32" &&
    entry.value > 0 &&
    entry.value <= maxAlignment &&
    Number.isInteger(Math.log2(entry.value));
  if (!isPossible) {
    throw new GgufError(`The metadata value ${alignmentKey} is no power of two up to 2^20.`);
  }
  return entry.value;
}

export function alignUp(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}

function checkVersion(found: number): void {
  if (found === 2 || found === 3) return;
  throw new GgufError(
    found !== 0 && (found & 0xffff) === 0
      ? "This GGUF file is big-endian, which is not supported."
      : `GGUF version ${found} is not supported, only versions 2 and 3 are.`,
  );
}

function readTensorEntry(reader: GgufReader): GgufTensorEntry {
  const name = reader.string();
  const dimensions = reader.uint32();
  if (dimensions > maxDimensions) {
    throw new GgufError(`The tensor "${quoted(name)}" has ${dimensions} dimensions.`);
  }
  const shape = Array.from({ length: dimensions }, () => reader.size());
  const id = reader.uint32();
  const type = tensorTypeOf(id);
  if (type === undefined) {
    throw new GgufError(`The tensor "${quoted(name)}" has the unsupported type ${id}.`);
  }
  return { name, type, shape, offset: reader.size() };
}
