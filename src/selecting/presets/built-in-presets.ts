/** The presets that everybody has, named in the person's language. */
import * as vscode from "vscode";
import type { Selection } from "../../constraints/selection.js";
import * as selections from "./built-in-selections.js";
import type { Preset } from "./presets.js";

export function builtInPresets(): Preset[] {
  const preset = (name: string, selection: Selection): Preset => ({
    name,
    selection,
    source: "built-in",
  });
  return [
    preset(vscode.l10n.t("Headline"), selections.headline()),
    preset(vscode.l10n.t("Plain summary"), selections.plainSummary()),
    preset(vscode.l10n.t("To-do list"), selections.toDoList()),
    preset(vscode.l10n.t("Quiet prose"), selections.quietProse()),
    preset(vscode.l10n.t("JSON record"), selections.jsonRecord()),
  ];
}
