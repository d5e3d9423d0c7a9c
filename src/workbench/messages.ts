/** Messages of one kind, which a person is shown in one way. */
import * as vscode from "vscode";
import { asText } from "./as-text.js";

/** Does a command's work; why it failed, one sentence, is shown. */
export async function sayingFailure(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(asText(message));
  }
}

/** Says what a command line is for, and puts the line on the clipboard if that is wanted. */
export async function offerCommand(message: string, line: string): Promise<void> {
  const copy = vscode.l10n.t("Copy Command");
  const answer = await vscode.window.showInformationMessage(asText(message), copy);
  if (answer === copy) await vscode.env.clipboard.writeText(line);
}
