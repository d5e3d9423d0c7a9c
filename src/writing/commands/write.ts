/** The commands that write. */
import * as vscode from "vscode";
import { Passage } from "../passages/passage.js";
import { noEditor } from "../state/problems.js";
import type { Writer } from "../streaming/writer.js";

/** Registers the writing commands of package.json. */
export function registerWritingCommands(writer: Writer): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand("tiller.continue", (given?: unknown) =>
      given instanceof Passage
        ? writer.goOn(given)
        : writer.continue(vscode.window.activeTextEditor),
    ),
    vscode.commands.registerCommand("tiller.write", (instruction?: unknown) =>
      writeFromInstruction(writer, instruction),
    ),
    vscode.commands.registerCommand("tiller.stop", () => writer.stop()),
  );
}

/** @param given by a keybinding or another extension; without it the person is asked */
async function writeFromInstruction(writer: Writer, given: unknown): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return writer.report(noEditor());
  const instruction = typeof given === "string" ? given : await askForInstruction(editor);
  if (instruction?.trim()) await writer.write(editor, instruction);
}

function askForInstruction(editor: vscode.TextEditor): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t("Write"),
    prompt: vscode.l10n.t("What should be written at the cursor?"),
    placeHolder: vscode.l10n.t("For example: Write about a harbour in winter."),
    // An input box has one line.
    value: editor.document.getText(editor.selection).trim().replace(/\s+/g, " "),
  });
}
