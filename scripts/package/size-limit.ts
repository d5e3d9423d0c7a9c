/** How large a package may be: our own limit, so that nothing large gets in unnoticed. */
import { type Part, parts } from "./contents.js";

/** For Tiller's own part: the model and llama.cpp's libraries cannot be made smaller here. */
const LIMIT_BYTES = 25_000_000;
/** For the finished file, as downloaded. */
const FILE_LIMIT_BYTES = 160_000_000;

const UNBOUNDED: readonly Part[] = ["libraries", "model"];

export type Sizes = Readonly<Record<Part, number>>;

/** A line for each part, unpacked, and the sum of the limited parts. */
export function describeSizes(sizes: Sizes): string[] {
  const lines = parts.map((part) => line(part, sizes[part]));
  return [...lines, line("all but model and libraries", boundedSize(sizes))];
}

/**
 * @throws with one sentence if everything apart from the model and llama.cpp's libraries is too
 *   large.
 */
export function checkSizes(sizes: Sizes): void {
  const size = boundedSize(sizes);
  if (size <= LIMIT_BYTES) return;
  throw new Error(
    `Apart from the model and the libraries the package has ${megabytes(size)}; the limit is ${megabytes(LIMIT_BYTES)}.`,
  );
}

/** @throws with one sentence if the finished file is too large. */
export function checkFileSize(bytes: number): void {
  if (bytes <= FILE_LIMIT_BYTES) return;
  throw new Error(
    `The package has ${megabytes(bytes)}; the limit is ${megabytes(FILE_LIMIT_BYTES)}.`,
  );
}

function boundedSize(sizes: Sizes): number {
  return parts
    .filter((part) => !UNBOUNDED.includes(part))
    .reduce((sum, part) => sum + sizes[part], 0);
}

function line(what: string, bytes: number): string {
  return `${what.padEnd(28)}${megabytes(bytes).padStart(10)}`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
