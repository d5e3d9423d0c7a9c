/** The extension under test and the documents that suites open. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";

export function extension(): vscode.Extension<Tiller> {
  const found = vscode.extensions.getExtension<Tiller>("tiller.tiller");
  assert.ok(found, "the extension is not installed in this host");
  return found;
}

export async function activeTiller(): Promise<Tiller> {
  return extension().activate();
}

/** Shows a new Markdown document with the cursor at its end. */
export async function showDocument(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(content.length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

/** For `afterEach`: no document of one test is there in the next. */
export async function closeDocuments(): Promise<void> {
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
}

/** Resolves with the document's text at its first change that satisfies the condition. */
export function textOnce(
  document: vscode.TextDocument,
  condition: (text: string) => boolean,
): Promise<string> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || !condition(document.getText())) return;
      listener.dispose();
      resolve(document.getText());
    });
  });
}
