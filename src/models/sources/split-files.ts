/** Models in several files: `model-00001-of-00003.gguf`, as llama.cpp's gguf-split names them. */

const PART = /^(.*)-(\d{5})-of-(\d{5})(\.gguf)$/i;

/** More than any model has: a name that asks for more is not one of a split model. */
const MOST_PARTS = 999;

/**
 * The names of all files of the model that a file belongs to, in order; for an unsplit model, its
 * own name.
 *
 * @param path may include folders, which are kept
 */
export function allParts(path: string): string[] {
  const [, stem, part, count, extension] = PART.exec(path) ?? [];
  const parts = Number(count);
  if (!(Number(part) >= 1 && Number(part) <= parts && parts <= MOST_PARTS)) return [path];
  return Array.from(
    { length: parts },
    (_, i) => `${stem}-${String(i + 1).padStart(5, "0")}-of-${count}${extension}`,
  );
}

/** What the files of one model have in common: the path without the number of the part. */
export function modelOf(path: string): string {
  return path.replace(PART, "$1$4");
}
