/** The beginning of a GGUF model file, before its vocabulary: quickly read, without the engine. */
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { GgufError, GgufReader } from "../steering/gguf-bytes.js";
import { nameFromFile } from "./identity.js";

/** The model's own values stand in it; the vocabulary behind them takes megabytes. */
const HEAD_BYTES = 64 * 1024;
const MAGIC = "GGUF";

export interface ModelHead {
  name: string;
  /** Longest context the model was trained on, in tokens; undefined where the head does not say. */
  contextLength: number | undefined;
}

/** @returns undefined for a file that is not there, cannot be read or is no GGUF model */
export async function readModelHead(path: string): Promise<ModelHead | undefined> {
  const bytes = await firstBytes(path).catch(() => undefined);
  if (bytes?.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const head: ModelHead = { name: nameFromFile(basename(path)), contextLength: undefined };
  for (const [key, value] of leadingValues(bytes)) {
    if (key === "general.name" && typeof value === "string" && value !== "") head.name = value;
    if (key.endsWith(".context_length") && typeof value === "number") head.contextLength = value;
  }
  return head;
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Metadata values one after another, as far as the bytes go. */
function* leadingValues(bytes: Uint8Array): Generator<[string, unknown]> {
  const reader = new GgufReader(bytes);
  try {
    reader.uint32(); // the letters
    reader.uint32(); // the version
    reader.size(); // of tensors
    for (let left = reader.size(); left > 0; left--) {
      const key = reader.string();
      yield [key, reader.value(key).value];
    }
  } catch (error) {
    if (!(error instanceof GgufError)) throw error;
  }
}
