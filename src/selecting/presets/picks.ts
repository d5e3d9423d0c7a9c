/** Asks a person for presets and their names. */
import * as vscode from "vscode";
import { asText } from "../../workbench/as-text.js";
import { describeSelection } from "../describe.js";
import type { Preset, Presets } from "./presets.js";
import { type NamedSelection, presetNameSchema } from "./written-presets.js";

/** @returns the name of one of the presets */
export async function askForPreset(
  presets: readonly Preset[],
  title: string,
): Promise<string | undefined> {
  const sources = [...new Set(presets.map(({ source }) => source))];
  const items = sources.flatMap((source) => [
    { label: sourceTitle(source), kind: vscode.QuickPickItemKind.Separator },
    ...presets.filter((preset) => preset.source === source).map(itemOf),
  ]);
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t("Choose a preset"),
    matchOnDetail: true,
  });
  return chosen && "name" in chosen ? chosen.name : undefined;
}

/** @returns names of the presets that are to be shared; those that are already are checked */
export async function askForPresets(
  presets: readonly Preset[],
  shared: readonly NamedSelection[],
): Promise<string[] | undefined> {
  const items = presets.map((preset) => ({
    ...itemOf(preset),
    picked: shared.some(({ name }) => name === preset.name),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t("Share Presets"),
    placeHolder: vscode.l10n.t("Choose the presets that everybody in this workspace gets"),
  });
  return chosen?.map(({ name }) => name);
}

/** @param name that the preset has until now */
export function askForPresetName(
  presets: Presets,
  title: string,
  name?: string,
): Thenable<string | undefined> {
  const isOwn = (given: string) =>
    presets.list().some((preset) => preset.source === "personal" && preset.name === given.trim());
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Name of the preset"),
    ...(name !== undefined && { value: name }),
    validateInput(given) {
      if (!presetNameSchema.safeParse(given).success) {
        return vscode.l10n.t("A name must have 1 to 60 characters.");
      }
      if (given.trim() === name || !isOwn(given)) return undefined;
      return name === undefined
        ? {
            message: vscode.l10n.t("The preset with this name will be replaced."),
            severity: vscode.InputBoxValidationSeverity.Info,
          }
        : vscode.l10n.t("Another preset has this name.");
    },
  });
}

function itemOf({ name, selection }: NamedSelection) {
  return { name, label: asText(name), detail: asText(describeSelection(selection)) };
}

function sourceTitle(source: Preset["source"]): string {
  switch (source) {
    case "personal":
      return vscode.l10n.t("Your presets");
    case "workspace":
      return vscode.l10n.t("Presets of this workspace");
    case "built-in":
      return vscode.l10n.t("Built in");
  }
}
