/** A VS Code document as the surface that a stream writes on. */
import * as vscode from "vscode";
import type { DocumentSurface, EditResult, UndoStops } from "./streamed-insertion.js";

export class EditorSurface implements DocumentSurface {
  constructor(private readonly document: vscode.TextDocument) {}

  get lineEnding(): "\n" | "\r\n" {
    return this.document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
  }

  async insert(offset: number, text: string, stops: UndoStops): Promise<EditResult> {
    if (this.document.isClosed) return "closed";
    const editor = this.editor();
    if (!editor) return "hidden";
    const at = this.document.positionAt(offset);
    const following = isFollowing(editor, at);
    const applied = await editor.edit((edit) => edit.insert(at, text), stops);
    if (!applied) return "outdated";
    if (following) {
      const end = this.document.positionAt(offset + text.length);
      editor.revealRange(new vscode.Range(end, end));
    }
    return "applied";
  }

  async insertHidden(offset: number, text: string): Promise<EditResult> {
    if (this.document.isClosed) return "closed";
    const edit = new vscode.WorkspaceEdit();
    edit.insert(this.document.uri, this.document.positionAt(offset), text);
    return (await vscode.workspace.applyEdit(edit)) ? "applied" : "outdated";
  }

  private editor(): vscode.TextEditor | undefined {
    const shows = (editor: vscode.TextEditor | undefined) => editor?.document === this.document;
    const active = vscode.window.activeTextEditor;
    return shows(active) ? active : vscode.window.visibleTextEditors.find(shows);
  }
}

/** The person watches the stream: the cursor rides at its end, and that is in view. */
function isFollowing(editor: vscode.TextEditor, end: vscode.Position): boolean {
  return (
    editor.selection.isEmpty &&
    editor.selection.active.isEqual(end) &&
    editor.visibleRanges.some((range) => range.start.line <= end.line && end.line <= range.end.line)
  );
}
