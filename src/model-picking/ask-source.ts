/** Which model to download: one that was begun, a recommended one, or any address. */
import { existsSync } from "node:fs";
import * as vscode from "vscode";
import { starter } from "../models/starter.js";
import { asText } from "../workbench/as-text.js";
import { picked } from "./picked.js";

interface SourceItem extends vscode.QuickPickItem {
  /** Asks for the source, or leads elsewhere. */
  readonly ask: () => Thenable<string | undefined>;
}

/**
 * @param unfinished the source of a download that has not come to its end
 * @param starterPath where the starter should be; it is offered where it is missing
 * @returns undefined where the person leaves it, or goes to the recommended ones
 */
export async function askForSource(
  unfinished: string | undefined,
  starterPath: string,
): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<SourceItem>();
  pick.title = vscode.l10n.t("Download Model");
  pick.placeholder = vscode.l10n.t("Choose the model to download");
  pick.items = items(unfinished, !existsSync(starterPath));
  pick.show();
  return (await picked(pick, new AbortController()))?.ask();
}

function items(unfinished: string | undefined, starterIsMissing: boolean): SourceItem[] {
  return [
    ...(unfinished
      ? [
          {
            label: asText(vscode.l10n.t("Resume {0}", unfinished)),
            detail: vscode.l10n.t("What has arrived is kept; only the rest is fetched."),
            ask: async () => unfinished,
          },
        ]
      : []),
    ...(starterIsMissing
      ? [
          {
            label: starter.name,
            detail: vscode.l10n.t(
              "The starter model, which is missing from the extension's folder",
            ),
            ask: async () => starter.name,
          },
        ]
      : []),
    {
      label: vscode.l10n.t("Get a Better Model..."),
      detail: vscode.l10n.t("The recommended models, and how they would perform on this machine"),
      ask: () => vscode.commands.executeCommand<undefined>("tiller.getBetterModel"),
    },
    {
      label: vscode.l10n.t("Enter an Address..."),
      detail: vscode.l10n.t("Any GGUF model from Hugging Face or another server"),
      ask: askForAddress,
    },
  ];
}

async function askForAddress(): Promise<string | undefined> {
  const source = await vscode.window.showInputBox({
    title: vscode.l10n.t("Download Model"),
    prompt: vscode.l10n.t(
      "hf:owner/name:Q4_K_M, a page on huggingface.co, or the address of a .gguf file",
    ),
    ignoreFocusOut: true,
  });
  return source?.trim() || undefined;
}
