/** The models in the known places, each listed once, before any of them is read. */

import { ollamaModels } from "../ollama.js";
import { allParts } from "../sources/split-files.js";
import { type FileOnDisk, fileOnDisk, ggufFilesBelow } from "./gguf-files.js";
import type { ModelSource } from "./model-source.js";
import { folderPlaces, ollamaStores, type Place, type Surroundings } from "./places.js";
import { settingsPlaces } from "./settings-folders.js";

export interface Candidate {
  source: ModelSource;
  /** Its existing files, the first part first. */
  files: readonly FileOnDisk[];
  /** The first part that is missing. */
  missing: string | undefined;
  /** The name given by the program that keeps it; undefined if the file says. */
  name: string | undefined;
}

/** A file that may be a model or part of one. */
interface Named {
  source: ModelSource;
  path: string;
  name?: string;
}

/**
 * @param own the places that do not belong to another program; they come first, and a file in
 *   several places is listed under the first
 * @param files files anywhere, listed by themselves if they are in none of the places
 */
export async function modelCandidates(
  own: readonly Place[],
  files: readonly string[],
  bundled: string,
  surroundings: Surroundings,
  signal?: AbortSignal,
): Promise<Candidate[]> {
  const places = [...own, ...folderPlaces(surroundings), ...(await settingsPlaces(surroundings))];
  const inFolders = await Promise.all(
    places.map(async ({ source, folder }) =>
      (await ggufFilesBelow(folder, signal)).map((path): Named => ({ source, path })),
    ),
  );
  const inStores = await Promise.all(ollamaStores(surroundings).map(ollamaModels));
  const found: Named[] = [
    { source: "bundled", path: bundled },
    ...inFolders.flat(),
    ...inStores.flat().map((model): Named => ({ source: "ollama", ...model })),
    ...files.map((path): Named => ({ source: "file", path })),
  ];
  return onceEach(found, signal);
}

/** One candidate per model: links to the same file count once, and so do the parts of a model. */
async function onceEach(found: readonly Named[], signal?: AbortSignal): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  for (const { source, path, name } of found) {
    signal?.throwIfAborted();
    const paths = allParts(path);
    const parts = await Promise.all(paths.map(fileOnDisk));
    const files = parts.filter((file) => file !== undefined);
    const [first] = files;
    if (first === undefined || files.some(({ key }) => seen.has(key))) continue;
    for (const { key } of files) seen.add(key);
    const missing = paths[parts.indexOf(undefined)];
    candidates.push({ source, files, missing, name });
  }
  return candidates;
}
