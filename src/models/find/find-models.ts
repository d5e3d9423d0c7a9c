/** Finds GGUF models on this machine, where they are. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { bundledModelPath } from "../bundled-model.js";
import { readModelFile } from "../gguf-file.js";
import type { FoundModel, FoundModels, ModelSource } from "./found-model.js";

export interface Places {
  /** Folder that holds `model/`. */
  packageRoot: string;
  /** Folders of the person's own. */
  folders: readonly string[];
}

export async function findModels({ packageRoot, folders }: Places): Promise<FoundModels> {
  const models: FoundModel[] = [await describe(bundledModelPath(packageRoot), "bundled")];
  for (const folder of folders) {
    for (const name of await readdir(folder).catch(() => [])) {
      if (name.endsWith(".gguf")) models.push(await describe(join(folder, name), "folder"));
    }
  }
  return { models };
}

async function describe(path: string, source: ModelSource): Promise<FoundModel> {
  const { size } = await stat(path);
  const { name, architecture } = await readModelFile(path);
  return { path, name, source, bytes: size, architecture, calibrated: false, memory: size };
}
