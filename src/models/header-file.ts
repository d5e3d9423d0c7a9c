/** The header of a GGUF file on disk. No more of the file is read than the header needs. */
import { type FileHandle, open } from "node:fs/promises";
import { GgufError, GgufMoreBytesNeeded } from "../gguf/bytes.js";
import { type GgufHeader, parseGgufHeader } from "../gguf/header.js";

/** Most headers without a vocabulary, and many with one, are shorter. */
const FIRST_BYTES = 256 * 1024;
/** No model's header is nearly this long: the largest vocabularies take some 20 MB. */
const MAX_BYTES = 128 * 1024 * 1024;
const GROWTH = 4;

export interface FileHeader extends GgufHeader {
  /** Bytes of the whole file. */
  fileSize: number;
}

/**
 * @param wanted which metadata values to read; the others are skipped
 * @throws GgufError when the file is not GGUF or its header is damaged
 * @throws whatever `open` throws for a file that cannot be read
 */
export async function readHeaderFile(
  path: string,
  wanted?: (key: string) => boolean,
): Promise<FileHeader> {
  const file = await open(path);
  try {
    const { size: fileSize } = await file.stat();
    // Starts over from the beginning when more is needed: this costs a third more and keeps parsing
    // simple.
    for (let length = FIRST_BYTES; ; length *= GROWTH) {
      const bytes = await beginning(file, Math.min(length, MAX_BYTES, fileSize));
      try {
        return { ...parseGgufHeader(bytes, fileSize, wanted), fileSize };
      } catch (error) {
        if (!(error instanceof GgufMoreBytesNeeded)) throw error;
        if (length >= MAX_BYTES) throw new GgufError("The header of this GGUF file has no end.");
      }
    }
  } finally {
    await file.close();
  }
}

/** The first `length` bytes, or fewer if the file has become shorter in the meantime. */
export async function beginning(file: FileHandle, length: number): Promise<Uint8Array> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
