/** Short names for long things. */
import { createHash } from "node:crypto";

/** The first hexadecimal digits of a text's SHA-256. */
export function shortDigest(text: string, digits = 16): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
