/** What the settings select for a document, by its folder and its language. */
import * as vscode from "vscode";
import type { Selection } from "../constraints/selection.js";
import { selectionSettings } from "../settings/document.js";
import { readConstraints } from "./written-selection.js";

export interface SettingsProfile {
  readonly selection: Selection;
  /** One sentence each; what is wrong leaves the rest as it is. */
  readonly faults: readonly string[];
}

/** @returns undefined unless constraints are set, be it to none */
export function settingsProfile(document: vscode.TextDocument): SettingsProfile | undefined {
  const settings = selectionSettings(document);
  if (!settings) return undefined;
  const { constraints: written, tell } = settings;
  if (!Array.isArray(written)) {
    const faults = [vscode.l10n.t("The setting {0} is not a list.", "tiller.constraints")];
    return { selection: { constraints: [], tell }, faults };
  }
  const { constraints, faults } = readConstraints(written);
  return {
    selection: { constraints, tell },
    faults: faults.map(({ message }) =>
      vscode.l10n.t("In the setting {0}: {1}", "tiller.constraints", message),
    ),
  };
}
