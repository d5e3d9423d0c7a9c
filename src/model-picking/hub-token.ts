/** The access token of Hugging Face, kept in VS Code's secret storage. */
import * as vscode from "vscode";
import { asText } from "../workbench/as-text.js";

const KEY = "tiller.huggingFaceToken";

export class HubToken {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  get(): Thenable<string | undefined> {
    return this.secrets.get(KEY);
  }

  /** @returns whether one was given */
  async ask(): Promise<boolean> {
    const token = await vscode.window.showInputBox({
      title: vscode.l10n.t("Set Hugging Face Token"),
      prompt: vscode.l10n.t(
        "Access token with read permission, from huggingface.co/settings/tokens; it is sent only to the hub.",
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (!token?.trim()) return false;
    await this.secrets.store(KEY, token.trim());
    return true;
  }

  async remove(): Promise<void> {
    await this.secrets.delete(KEY);
    void vscode.window.showInformationMessage(
      asText(vscode.l10n.t("The Hugging Face token was removed from this machine.")),
    );
  }
}

/** Registers `Tiller: Set Hugging Face Token...` and `Tiller: Remove Hugging Face Token`. */
export function registerHubTokenCommands(token: HubToken): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("tiller.setHubToken", () => token.ask()),
    vscode.commands.registerCommand("tiller.removeHubToken", () => token.remove()),
  );
}
