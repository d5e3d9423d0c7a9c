/**
 * Models in Ollama's store. A manifest at `manifests/HOST/NAMESPACE/MODEL/TAG` lists layers by
 * their digest; the layer of the media type below is the GGUF file, `blobs/sha256-...`. Newer
 * versions store manifests as blobs, link the same names in `manifests-v2` to them, and support
 * lists of manifests. Source: ollama's manifest/manifest.go and manifest/paths.go, its pull
 * requests 15735 and 16590.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";

export interface OllamaModel {
  /** As shown by Ollama: `llama3.2:3b`, `someone/model:latest`, `hf.co/owner/repo:Q4_K_M`. */
  name: string;
  path: string;
}

const MODEL_LAYER = "application/vnd.ollama.image.model";
const MANIFEST_FOLDERS = ["manifests-v2", "manifests"];
/** Host, namespace, model, tag. */
const DEPTH = 4;
const OWN_HOSTS = ["registry.ollama.ai", "ollama.com"];
const OWN_NAMESPACE = "library";
/** Manifests are a few kilobytes. */
const MOST_BYTES = 1024 * 1024;
const MOST_MANIFESTS = 2000;
const MOST_LISTED = 8;

const digestSchema = z.string().regex(/^sha256[:-][0-9a-f]{64}$/i);
const manifestSchema = z.object({
  layers: z.array(z.object({ mediaType: z.string(), digest: digestSchema })).default([]),
  /** Manifests for different programs that run the model, as blobs. */
  manifests: z.array(z.object({ digest: digestSchema })).default([]),
});

/** @param store the folder that holds `manifests` and `blobs`; it need not exist */
export async function ollamaModels(store: string): Promise<OllamaModel[]> {
  const blob = (digest: string) => join(store, "blobs", digest.replace(":", "-"));
  const models: OllamaModel[] = [];
  for (const folder of MANIFEST_FOLDERS) {
    for (const parts of await manifestsIn(join(store, folder))) {
      const own = await readManifest(join(store, folder, ...parts));
      const listed = own?.manifests.slice(0, MOST_LISTED) ?? [];
      const others = await Promise.all(listed.map(({ digest }) => readManifest(blob(digest))));
      const layers = [own, ...others].flatMap((manifest) => manifest?.layers ?? []);
      const model = layers.find(({ mediaType }) => mediaType === MODEL_LAYER);
      if (model) models.push({ name: nameOf(parts), path: blob(model.digest) });
    }
  }
  return models;
}

/** Whether a path is that of a file in a store, where files are named after their digest. */
export function isOllamaBlob(path: string): boolean {
  return /^sha256-[0-9a-f]{64}$/i.test(basename(path)) && basename(dirname(path)) === "blobs";
}

/** The name of the model that a file in a store belongs to; undefined if no manifest lists it. */
export async function ollamaName(path: string): Promise<string | undefined> {
  if (!isOllamaBlob(path)) return undefined;
  const models = await ollamaModels(dirname(dirname(path)));
  return models.find((model) => basename(model.path) === basename(path))?.name;
}

/** Paths of manifests below a folder, each split into its names. */
async function manifestsIn(root: string): Promise<string[][]> {
  let level: string[][] = [[]];
  for (let depth = 0; depth < DEPTH; depth++) {
    const below = await Promise.all(
      level.map(async (parts) =>
        (await readdir(join(root, ...parts)).catch(() => [])).map((name) => [...parts, name]),
      ),
    );
    level = below.flat().slice(0, MOST_MANIFESTS);
  }
  return level;
}

/** @returns undefined for anything but a manifest */
async function readManifest(path: string): Promise<z.infer<typeof manifestSchema> | undefined> {
  try {
    const file = await stat(path);
    if (!file.isFile() || file.size > MOST_BYTES) return undefined;
    return manifestSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

function nameOf([host = "", namespace = "", model = "", tag = ""]: string[]): string {
  const owner = OWN_HOSTS.includes(host)
    ? namespace === OWN_NAMESPACE
      ? ""
      : `${namespace}/`
    : `${host}/${namespace}/`;
  return `${owner}${model}:${tag}`;
}
