/** The settings that may be others for each document, by its folder and its language. */
import { randomInt } from "node:crypto";
import * as vscode from "vscode";
import { type Sampling, SEEDS, samplingSchema } from "../engine/api/sampling.js";
import { SettingError } from "./setting.js";

/**
 * How tokens are chosen; a seed is drawn where none is set.
 *
 * @param document without one, the settings that hold for all documents
 * @throws SettingError
 */
export function samplingSettings(document: vscode.TextDocument | undefined): Sampling {
  const settings = vscode.workspace.getConfiguration("tiller", document);
  // Where nothing is set, the model's recommendation counts.
  const set = (name: string) => settings.get(name) ?? undefined;
  const read = samplingSchema.safeParse({
    temperature: set("temperature"),
    topK: set("topK"),
    topP: set("topP"),
    minP: set("minP"),
    repeatPenalty: set("repeatPenalty"),
    repeatLastN: set("repeatLastN"),
    dry: {
      multiplier: set("dry.multiplier"),
      base: set("dry.base"),
      allowedLength: set("dry.allowedLength"),
      penaltyLastN: set("dry.penaltyLastN"),
      sequenceBreakers: set("dry.sequenceBreakers"),
    },
    maxTokens: set("maxTokens"),
    seed: set("seed") ?? randomInt(SEEDS),
  });
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  // Of a list, the setting is the list.
  const path = issue?.path.filter((part) => typeof part === "string") ?? [];
  throw new SettingError(path.join("."), issue?.message ?? "");
}

/** A selection as it stands in the settings. */
export interface SelectionSettings {
  /** May be anything. */
  readonly constraints: unknown;
  readonly tell: boolean;
}

/** @returns undefined unless constraints are set anywhere, be it to none */
export function selectionSettings(document: vscode.TextDocument): SelectionSettings | undefined {
  const settings = vscode.workspace.getConfiguration("tiller", document);
  const isSet = Object.entries(settings.inspect("constraints") ?? {}).some(
    ([level, value]) => /^(global|workspace)/.test(level) && value !== undefined,
  );
  if (!isSet) return undefined;
  return { constraints: settings.get("constraints"), tell: settings.get("tell") === true };
}

/** Whether receipts stand in the document's text. */
export function showsReceipts(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration("tiller", document).get("receiptInText") === true;
}

/** Whether suggestions come unasked: a screen reader would read them out in the middle of everything else. */
export function suggestsUnasked(document: vscode.TextDocument): boolean {
  const settings = vscode.workspace.getConfiguration("tiller", document);
  const editor = vscode.workspace.getConfiguration("editor", document);
  return settings.get("suggestions") === "automatic" && editor.get("accessibilitySupport") !== "on";
}
