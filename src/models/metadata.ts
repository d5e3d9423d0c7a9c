/** Single values of a GGUF file's metadata, checked to be of the expected type. */
import type { GgufValue } from "../gguf/bytes.js";

export type Metadata = ReadonlyMap<string, GgufValue>;

/** @returns undefined if there is none, or it is not text */
export function textOf(metadata: Metadata, key: string): string | undefined {
  const entry = metadata.get(key);
  return entry?.type === "string" ? entry.value : undefined;
}

/** @returns undefined if there is none, or it is not a whole number of at least 0 */
export function countOf(metadata: Metadata, key: string): number | undefined {
  return asCount(metadata.get(key)?.value);
}

/** One number per layer, from a list or from a single number that holds for all. */
export function countPerLayer(
  metadata: Metadata,
  key: string,
  layers: number,
): readonly number[] | undefined {
  const value = metadata.get(key)?.value;
  if (!Array.isArray(value)) {
    const same = asCount(value);
    return same === undefined ? undefined : Array<number>(layers).fill(same);
  }
  return Array.from({ length: layers }, (_, i) => asCount(value[i]) ?? 0);
}

function asCount(value: unknown): number | undefined {
  const number = typeof value === "bigint" || typeof value === "boolean" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined;
}
