/** The hash of a file's content. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

export type HashAlgorithm = "sha256" | "sha512";

/**
 * @param onRead called with the bytes read so far
 * @returns hexadecimal digits
 */
export async function fileHash(
  path: string,
  algorithm: HashAlgorithm,
  signal: AbortSignal,
  onRead: (bytes: number) => void = () => {},
): Promise<string> {
  const hash = createHash(algorithm);
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    hash.update(chunk);
    bytes += chunk.length;
    onRead(bytes);
  }
  return hash.digest("hex");
}
