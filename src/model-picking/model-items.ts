/** The list that a person chooses a model from. */
import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Device, DevicesResult } from "../models/device-schema.js";
import type { FoundModel } from "../models/find/found-model.js";
import { type ModelSource, modelSources } from "../models/find/model-source.js";
import { modelNameAtOnce } from "../models/model-name.js";
import type { ModelInUse } from "../settings/model-in-use.js";
import { asText } from "../workbench/as-text.js";
import { modelDetail, modelPlace } from "./model-detail.js";

/** What choosing an entry does. */
export type Choice =
  | { kind: "model"; path: string }
  | { kind: "unusable"; reason: string }
  /** Why no GPU is used, and the remedy. */
  | { kind: "advice"; advice: string }
  | { kind: "better" }
  | { kind: "browse" }
  | { kind: "download" }
  | { kind: "server" };

export type ModelItem = vscode.QuickPickItem & { choice?: Choice };

/**
 * @param found undefined while models are looked for
 * @param machine undefined until it is known what there is to compute on
 */
export function modelItems(
  inUse: Pick<ModelInUse, "path" | "name" | "isStarter" | "starter">,
  found: readonly FoundModel[] | undefined,
  machine: DevicesResult | undefined,
): ModelItem[] {
  const { path: current, isStarter, starter } = inUse;
  const devices = machine?.devices ?? [];
  const own = found?.find(({ source }) => source === "bundled");
  const bySource = modelSources.flatMap((source) => {
    const models = found?.filter((model) => model.source === source) ?? [];
    // The starter has its place before them, also while models are looked for.
    if (source === "bundled" || models.length === 0) return [];
    return [
      separator(sourceTitle(source)),
      ...models.map((model) => ({
        ...item(model, current, devices),
        description: asText(modelPlace(model, found ?? [], homedir())),
      })),
    ];
  });
  const isListed = isStarter || found?.some(({ path }) => path === current);
  return [
    ...(machine?.advice === undefined ? [] : [noGpu(machine.advice)]),
    ...(isListed ? [] : [separator(vscode.l10n.t("In Use")), notFound(inUse)]),
    separator(vscode.l10n.t("Included with Tiller")),
    {
      label: marked(modelNameAtOnce(starter), isStarter),
      description: vscode.l10n.t("starter"),
      ...(own && { detail: asText(modelDetail(own, devices)) }),
      choice: { kind: "model", path: starter },
    },
    ...bySource,
    separator(vscode.l10n.t("Another Model")),
    { label: vscode.l10n.t("Get a Better Model..."), choice: { kind: "better" }, alwaysShow: true },
    { label: vscode.l10n.t("Browse..."), choice: { kind: "browse" }, alwaysShow: true },
    { label: vscode.l10n.t("Download..."), choice: { kind: "download" }, alwaysShow: true },
    { label: vscode.l10n.t("Use a Server..."), choice: { kind: "server" }, alwaysShow: true },
  ];
}

function noGpu(advice: string): ModelItem {
  return {
    label: `$(warning) ${vscode.l10n.t("Why No GPU Is Used")}`,
    detail: advice,
    choice: { kind: "advice", advice },
  };
}

function item(model: FoundModel, current: string, devices: readonly Device[]): ModelItem {
  const { path, problem } = model;
  const name = asText(model.name);
  return {
    label: problem === undefined ? marked(name, path === current) : `$(warning) ${name}`,
    detail: asText(modelDetail(model, devices)),
    choice: problem === undefined ? { kind: "model", path } : { kind: "unusable", reason: problem },
  };
}

/** A server's model, or a file that is no longer there. */
function notFound({ name, path }: Pick<ModelInUse, "path" | "name">): ModelItem {
  return {
    label: marked(asText(name), true),
    description: asText(path),
    choice: { kind: "model", path },
  };
}

function marked(name: string, isCurrent: boolean): string {
  return isCurrent ? `$(check) ${name}` : name;
}

function separator(label: string): ModelItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

/** Programs keep their names in every language. */
function sourceTitle(source: ModelSource): string {
  switch (source) {
    case "bundled":
      return vscode.l10n.t("Included with Tiller");
    case "folder":
      return vscode.l10n.t("Your Folders");
    case "downloads":
      return vscode.l10n.t("Downloaded");
    case "file":
      return vscode.l10n.t("Other Files");
    case "lm-studio":
      return "LM Studio";
    case "ollama":
      return "Ollama";
    case "hugging-face":
      return "Hugging Face";
    case "llama.cpp":
      return "llama.cpp";
    case "gpt4all":
      return "GPT4All";
    case "jan":
      return "Jan";
  }
}
