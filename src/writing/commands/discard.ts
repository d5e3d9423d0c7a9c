/** The command that takes out again what Tiller wrote last. */
import * as vscode from "vscode";
import { tell } from "../state/activity.js";
import * as problems from "../state/problems.js";
import type { PassageSources } from "../streaming/sources.js";

/**
 * Registers `Tiller: Discard`.
 *
 * A text that a person has typed into is left alone: whose a character is can no longer be told
 * for certain once the text has been edited, and the person's own must never go.
 */
export function registerDiscardCommand({
  turns,
  passages,
  state,
}: PassageSources): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.discard", async () => {
    await turns.stop();
    const document = vscode.window.activeTextEditor?.document;
    const passage = document && passages.in(document).at(-1);
    if (!passage?.request) return tell(state, problems.nothingOfTillers());
    if (passage.hasTheirs) return tell(state, problems.editedByPerson());
    if (!(await passage.reject())) tell(state, problems.readOnly());
  });
}
