/** What all settings of Tiller's have in common. */
import * as vscode from "vscode";

/** A setting that cannot be used; the message is one sentence, `key` the setting's full name. */
export class SettingError extends Error {
  override readonly name = "SettingError";
  readonly key: string;

  /** @param name without `tiller.` */
  constructor(name: string, reason: string) {
    const key = `tiller.${name}`;
    super(vscode.l10n.t("The setting {0} cannot be used: {1}.", key, reason));
    this.key = key;
  }
}

/** @param names without `tiller.`; a change of any of them is told */
export function onSettingsChange(names: readonly string[], changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (names.some((name) => event.affectsConfiguration(`tiller.${name}`))) changed();
  });
}
