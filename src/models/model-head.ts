/**
 * The beginning of a GGUF model file, before its vocabulary; read quickly and without the engine.
 */
import { open, stat } from "node:fs/promises";
import { GgufError, GgufMoreBytesNeeded } from "../gguf/bytes.js";
import { leadingMetadata } from "../gguf/header.js";
import { beginning } from "./header-file.js";

/** It contains the model's own values; the vocabulary after them takes megabytes. */
const HEAD_BYTES = 64 * 1024;
const MAGIC = "GGUF";

export interface ModelHead {
  /** As in the header; undefined if it gives none. */
  name: string | undefined;
  /** Longest context the model was trained on, in tokens; undefined if the head does not say. */
  contextLength: number | undefined;
}

/** @returns undefined for a file that does not exist, cannot be read or is not a GGUF model */
export async function readModelHead(path: string): Promise<ModelHead | undefined> {
  const start = await firstBytes(path).catch(() => undefined);
  if (start === undefined) return undefined;
  const { bytes, fileSize } = start;
  if (Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") !== MAGIC) return undefined;
  const head: ModelHead = { name: undefined, contextLength: undefined };
  try {
    for (const [key, { value }] of leadingMetadata(bytes, fileSize, isTold)) {
      if (key === "general.name" && typeof value === "string") head.name = value;
      if (key.endsWith(".context_length") && typeof value === "number") head.contextLength = value;
    }
  } catch (error) {
    // Values before the point where the head ends, or is damaged, are good.
    if (!(error instanceof GgufError || error instanceof GgufMoreBytesNeeded)) throw error;
  }
  return head;
}

function isTold(key: string): boolean {
  return key === "general.name" || key.endsWith(".context_length");
}

async function firstBytes(path: string): Promise<{ bytes: Uint8Array; fileSize: number }> {
  // Opening a pipe would wait for somebody to write to it.
  if (!(await stat(path)).isFile()) throw new Error(`${path} is no file.`);
  const file = await open(path);
  try {
    const { size: fileSize } = await file.stat();
    return { bytes: await beginning(file, HEAD_BYTES), fileSize };
  } finally {
    await file.close();
  }
}
