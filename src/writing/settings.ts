/** The settings that concern writing, as they stand for one document. */
import { randomInt } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { type Sampling, SEEDS, samplingSchema } from "../engine/protocol.js";

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
  const sampling = samplingSchema.safeParse({
    temperature: settings.get("temperature"),
    maxTokens: settings.get("maxTokens"),
    seed: settings.get<number | null>("seed") ?? randomInt(SEEDS),
  });
  if (!sampling.success) {
    const [issue] = sampling.error.issues;
    throw new SettingError(`tiller.${issue?.path.join(".")}`, issue?.message ?? "");
  }
  return { model: modelPath(bundledModel), sampling: sampling.data };
}

/** The model that requests run on: the one that is set, else the bundled one. */
export function modelPath(bundledModel: string): string {
  const set = vscode.workspace.getConfiguration("tiller").get("model", "").trim();
  return homeExpanded(set) || bundledModel;
}

/** A person who types a path in a settings editor means their home folder by "~". */
function homeExpanded(path: string): string {
  return /^~[/\\]/.test(path) ? join(homedir(), path.slice(2)) : path;
}
