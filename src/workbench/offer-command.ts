/** Work that is done in a terminal, as a person is told. */
import * as vscode from "vscode";
import { asText } from "./as-text.js";

/** Says what a command line is for, and puts the line on the clipboard if that is wanted. */
export async function offerCommand(message: string, line: string): Promise<void> {
  const copy = vscode.l10n.t("Copy Command");
  const answer = await vscode.window.showInformationMessage(asText(message), copy);
  if (answer === copy) await vscode.env.clipboard.writeText(line);
}
