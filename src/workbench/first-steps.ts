/** The first steps with Tiller: the walkthrough of package.json, and a beginning to try it on. */
import * as vscode from "vscode";

/** As declared in package.json. */
const WALKTHROUGH = "tiller.tiller#tiller.firstSteps";

/** In English in every language, because the model that comes with Tiller writes English best. */
const BEGINNING = `# Street trees

Planting trees along city streets has several benefits that are easily overlooked.`;

/** Registers `Tiller: Open Walkthrough` and the command behind its first step. */
export function registerFirstSteps(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("tiller.openWalkthrough", () =>
      vscode.commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false),
    ),
    vscode.commands.registerCommand("tiller.openBeginning", openBeginning),
  );
}

/** A new document with the cursor where the text is to go on; the switches have the keyboard. */
async function openBeginning(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: "markdown",
    content: BEGINNING,
  });
  const end = document.positionAt(BEGINNING.length);
  // Not in the place of the walkthrough, which goes on from here.
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(end, end),
    preview: false,
  });
  await vscode.commands.executeCommand("tiller.constraints.focus");
}
