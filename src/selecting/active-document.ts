/** The document that the person is in, and what it selects. */
import * as vscode from "vscode";
import { onSettingsChange } from "../settings/setting.js";
import { documentProfile } from "./document-profile.js";
import type { ActiveDocument, SelectionStore } from "./selection-store.js";
import { settingsProfile } from "./settings-profile.js";

/** The text of a document counts more than the settings for its folder and language. */
export function activeDocument(): ActiveDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) return undefined;
  const uri = document.uri.toString();
  const inText = documentProfile(document)?.selection;
  if (inText) return { uri, own: { origin: "document", selection: inText } };
  const inSettings = settingsProfile(document)?.selection;
  if (inSettings) return { uri, own: { origin: "settings", selection: inSettings } };
  return { uri };
}

/** Keeps the store in step with the active document, its text and its settings. */
export function followActiveDocument(store: SelectionStore): vscode.Disposable {
  const refresh = () => store.refresh();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(refresh),
    // Also with another language.
    vscode.workspace.onDidOpenTextDocument(refresh),
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document === vscode.window.activeTextEditor?.document) refresh();
    }),
    onSettingsChange(["constraints", "tell"], refresh),
    // The next one may have the same name.
    vscode.workspace.onDidCloseTextDocument(({ isUntitled, uri }) => {
      if (isUntitled) store.forget(uri.toString());
    }),
  );
}
