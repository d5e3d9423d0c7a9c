/** Finds the GGUF models on this machine. Nothing is copied, and only headers are read. */
import { bundledModelPath } from "../bundled-model.js";
import { readModelFile } from "../gguf-file.js";
import { parseIdentity } from "../identity.js";
import { modelName } from "../model-name.js";
import { type Candidate, modelCandidates } from "./candidates.js";
import type { FileFacts } from "./facts.js";
import type { FoundModel } from "./found-model.js";
import type { FileOnDisk } from "./gguf-files.js";
import { HeaderMemory } from "./header-memory.js";
import { memoryNeed } from "./memory-need.js";
import type { Place, Surroundings } from "./places.js";
import { missingPartProblem, problemOf } from "./problem.js";

export interface WhatToFind {
  /** Folder that holds `model/`. */
  packageRoot: string;
  /** Folders that downloads go to. */
  downloads: readonly string[];
  /** Folders of the person's own. */
  folders: readonly string[];
  /** Files of the person's own, wherever they lie. */
  files: readonly string[];
  /** The most tokens of context that a model would be given. */
  maxContext: number;
  /** Identities of the models with a calibrated vector set on this machine. */
  calibrated: readonly string[];
  surroundings: Surroundings;
  signal?: AbortSignal;
}

/** Headers read at the same time; more would only wait for each other. */
const AT_A_TIME = 8;

export class ModelFinder {
  private readonly memory = new HeaderMemory();

  /**
   * The bundled model first, then what was downloaded, the person's own folders, and other
   * programs' models, each group in the order of paths; then single files that are in none of these
   * places. Each model appears once, however many links lead to it.
   */
  async find(what: WhatToFind): Promise<FoundModel[]> {
    const candidates = await candidatesIn(what);
    const models: FoundModel[] = [];
    for (let from = 0; from < candidates.length; from += AT_A_TIME) {
      what.signal?.throwIfAborted();
      const some = candidates.slice(from, from + AT_A_TIME);
      models.push(...(await Promise.all(some.map((one) => this.describe(one, what)))));
    }
    return models;
  }

  private async describe(candidate: Candidate, what: WhatToFind): Promise<FoundModel> {
    const { source, files, missing, name } = candidate;
    const [file] = files as [FileOnDisk];
    const read = await Promise.all(files.map((part) => this.memory.read(part)));
    const parts = read.flatMap(({ facts }) => facts ?? []);
    const [first] = parts;
    const found = {
      path: file.path,
      name: name ?? (await modelName(file.path, first?.name ?? "")),
      source,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
    const problem =
      (missing && missingPartProblem(missing)) ??
      read.flatMap((one) => ("problem" in one ? one.problem : [])).at(0) ??
      (first && problemOf(first, parts));
    if (!first) return { ...found, calibrated: false, memory: 0, ...(problem && { problem }) };
    return {
      ...found,
      ...described(first),
      // The figures of an incomplete model would be wrong.
      ...(missing === undefined ? sizesOf(first, parts, what.maxContext) : { memory: 0 }),
      calibrated: problem === undefined && (await this.isCalibrated(file, first, what.calibrated)),
      ...(problem && { problem }),
    };
  }

  /**
   * Identities end with a digest of the vocabulary, which is read only if everything else matches.
   */
  private async isCalibrated(
    file: FileOnDisk,
    { architecture, layers, width, name }: FileFacts,
    calibrated: readonly string[],
  ): Promise<boolean> {
    const alike = calibrated.filter((identity) => {
      const parts = parseIdentity(identity);
      return (
        parts?.architecture === architecture &&
        parts.layers === layers &&
        parts.width === width &&
        parts.name === name
      );
    });
    if (alike.length === 0) return false;
    try {
      const read = async () => (await readModelFile(file.path)).identity;
      return alike.includes(await this.memory.identity(file, read));
    } catch {
      return false;
    }
  }
}

/** Where to look. */
export type WhereToFind = Pick<
  WhatToFind,
  "packageRoot" | "downloads" | "folders" | "files" | "surroundings" | "signal"
>;

/** All the files that would be found, unread. */
export async function modelFiles(where: WhereToFind): Promise<string[]> {
  const candidates = await candidatesIn(where);
  return candidates.flatMap(({ files }) => files.map(({ path }) => path));
}

function candidatesIn(where: WhereToFind): Promise<Candidate[]> {
  const { packageRoot, downloads, folders, files, surroundings, signal } = where;
  const own: Place[] = [
    ...downloads.map((folder): Place => ({ source: "downloads", folder })),
    ...folders.map((folder): Place => ({ source: "folder", folder })),
  ];
  return modelCandidates(own, files, bundledModelPath(packageRoot), surroundings, signal);
}

function described(first: FileFacts): Partial<FoundModel> {
  const { architecture, contextLength, quantisation } = first;
  return {
    ...(architecture !== "" && { architecture }),
    ...(contextLength !== undefined && { contextLength }),
    ...(quantisation !== undefined && { quantisation }),
  };
}

function sizesOf(
  first: FileFacts,
  parts: readonly FileFacts[],
  maxContext: number,
): { parameters?: number; memory: number } {
  const total = (of: "parameters" | "weightBytes") =>
    parts.reduce((sum, part) => sum + part[of], 0);
  const context = Math.min(maxContext, first.contextLength ?? maxContext);
  // A header may say anything; only whole numbers are passed on.
  const bounded = (value: number) => Math.min(value, Number.MAX_SAFE_INTEGER);
  const parameters = bounded(total("parameters"));
  return {
    ...(parameters > 0 && { parameters }),
    memory: bounded(memoryNeed(total("weightBytes"), first.attention, context)),
  };
}
