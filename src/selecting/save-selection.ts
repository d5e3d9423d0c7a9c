/** Writes a selection into the text of the active document, as one undo step. */
import * as vscode from "vscode";
import type { Selection } from "../constraints/selection.js";
import { noEditor, readOnly } from "../writing/state/problems.js";
import type { Problem } from "../writing/state/writing-state.js";
import { headPosition, profileFormat } from "./document-profile.js";
import { type HeadEdit, ProfileError } from "./profile.js";

/** @returns why it could not be written */
export async function saveSelectionToDocument(selection: Selection): Promise<Problem | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return noEditor();
  const { document } = editor;
  const format = profileFormat(document);
  if (!format) {
    return {
      message: vscode.l10n.t(
        "A selection can be saved in Markdown, Quarto, R Markdown and LaTeX documents; for other files, put it in the settings.",
      ),
    };
  }
  const head = format.head(document);
  let edits: HeadEdit[];
  try {
    edits = format.edits(head, selection);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    return { message: error.message };
  }
  const written = await editor.edit((builder) => {
    for (const { start, end, text } of edits) {
      const range = new vscode.Range(headPosition(head, start), headPosition(head, end));
      builder.replace(range, text);
    }
  });
  return written ? undefined : readOnly();
}
