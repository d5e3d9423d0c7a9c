/**
 * Distinguishes model files with the same identity: different quantisations, different training
 * runs.
 */
import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { ModelFile } from "./gguf-file.js";

const SAMPLE = 64 * 1024;

/**
 * Sixteen hexadecimal digits from a file's identity, its size, and its bytes at the beginning, in
 * the middle and at the end. Unlike a modification time, they survive copying.
 */
export async function modelFingerprint({
  path,
  identity,
}: Pick<ModelFile, "path" | "identity">): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path);
  try {
    const { size } = await file.stat();
    hash.update(JSON.stringify([identity, size]));
    for (const at of [0, Math.floor(size / 2), Math.max(0, size - SAMPLE)]) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
  return hash.digest("hex").slice(0, 16);
}
