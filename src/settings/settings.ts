/** The settings that concern writing, as they stand for one document. */
import { randomInt } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { type Loading, loadingSchema } from "../engine/api/loading-options.js";
import { type Sampling, SEEDS } from "../engine/api/sampling.js";
import { isServerReference } from "../models/model-reference.js";
import { readSampling } from "./sampling-settings.js";

export interface WritingSettings {
  /** Path of a GGUF file. */
  readonly model: string;
  readonly sampling: Sampling;
}

/** A setting that cannot be used; the message is one sentence, `key` the setting's full name. */
export class SettingError extends Error {
  override readonly name = "SettingError";
  constructor(
    readonly key: string,
    reason: string,
  ) {
    super(vscode.l10n.t("The setting {0} cannot be used: {1}.", key, reason));
  }
}

/**
 * @param document without one, the settings that hold for all documents
 * @param bundledModel is used when no model is set
 * @throws SettingError
 */
export function readSettings(
  document: vscode.TextDocument | undefined,
  bundledModel: string,
): WritingSettings {
  const settings = vscode.workspace.getConfiguration("tiller", document);
  const read = readSampling(settings, randomInt(SEEDS));
  if ("unusable" in read)
    throw new SettingError(`tiller.${read.unusable.key}`, read.unusable.reason);
  // Said here, where a person waits for a text, rather than when the model is loaded.
  loadingSettings();
  return { model: modelPath(bundledModel), sampling: read.sampling };
}

/** The model that requests run on: the one that is set, else the bundled one. */
export function modelPath(bundledModel: string): string {
  const settings = vscode.workspace.getConfiguration("tiller");
  const set = settings.get("model", "").trim();
  // Where texts are sent is the person's choice: no workspace makes it for them.
  const own = isServerReference(set) ? settings.inspect<string>("model")?.globalValue?.trim() : set;
  return homeExpanded(own ?? "") || bundledModel;
}

/**
 * How models are put into memory; what is absent is chosen to fit.
 * @throws SettingError
 */
export function loadingSettings(): Loading {
  const settings = vscode.workspace.getConfiguration("tiller");
  const loading = loadingSchema.safeParse({
    contextSize: settings.get<number | null>("contextSize") || undefined,
    gpuLayers: settings.get<number | null>("gpuLayers") ?? undefined,
  });
  if (loading.success) return loading.data;
  const [issue] = loading.error.issues;
  throw new SettingError(`tiller.${issue?.path.join(".")}`, issue?.message ?? "");
}

/** Folders in which models are looked for, beside those of downloads and of programs that are known. */
export function modelFolders(): string[] {
  const folders = vscode.workspace.getConfiguration("tiller").get<unknown>("modelFolders");
  return (Array.isArray(folders) ? folders : [])
    .filter((folder) => typeof folder === "string" && folder.trim() !== "")
    .map((folder) => homeExpanded(folder.trim()));
}

/** The folder that downloads go to, where one is set. */
export function downloadFolder(): string | undefined {
  const folder = vscode.workspace.getConfiguration("tiller").get("downloadFolder", "").trim();
  return folder === "" ? undefined : homeExpanded(folder);
}

/** A person who types a path in a settings editor means their home folder by "~". */
function homeExpanded(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}
