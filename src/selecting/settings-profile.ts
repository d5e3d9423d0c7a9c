/** What the settings select for a document, by its folder and its language. */
import * as vscode from "vscode";
import type { Selection } from "../constraints/selection.js";
import { readConstraints } from "./written-selection.js";

export interface SettingsProfile {
  readonly selection: Selection;
  /** One sentence each; what is wrong leaves the rest as it is. */
  readonly faults: readonly string[];
}

/** @returns undefined unless constraints are set, be it to none */
export function settingsProfile(document: vscode.TextDocument): SettingsProfile | undefined {
  const settings = vscode.workspace.getConfiguration("tiller", document);
  if (!isSet(settings, "constraints")) return undefined;
  const written = settings.get<unknown>("constraints");
  const tell = settings.get("tell") === true;
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

/** Whether anybody, anywhere, gave the setting a value. */
function isSet(settings: vscode.WorkspaceConfiguration, name: string): boolean {
  return Object.entries(settings.inspect(name) ?? {}).some(
    ([level, value]) => /^(global|workspace)/.test(level) && value !== undefined,
  );
}
