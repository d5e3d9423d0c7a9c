/** A VS Code document as the surface that a stream or a passage writes on. */
import * as vscode from "vscode";
import type { DocumentSurface, EditResult } from "../editor/streamed-insertion.js";
import type { TextChange } from "../editor/tracked-range.js";
import type { UndoStep } from "../editor/undo-step.js";
import type { PassageSurface } from "../passages/passage-text.js";

/** Documents that took an edit of Tiller's, so that they are known not to be read-only. */
const written = new WeakSet<vscode.TextDocument>();

export class EditorSurface implements DocumentSurface, PassageSurface {
  /** @param step is what every edit joins */
  constructor(
    private readonly document: vscode.TextDocument,
    private readonly step: UndoStep,
  ) {}

  get lineEnding(): "\n" | "\r\n" {
    return this.document.eol === vscode.EndOfLine.CRLF ? "\r\n" : "\n";
  }

  get text(): string {
    return this.document.getText();
  }

  async insert(offset: number, text: string): Promise<EditResult> {
    if (this.document.isClosed) return "closed";
    const editor = this.editor();
    if (!editor) return "hidden";
    const at = this.document.positionAt(offset);
    const following = isFollowing(editor, at);
    const before = this.document.version;
    const applied = await editor.edit((edit) => edit.insert(at, text), this.step.stops());
    if (!applied) return "outdated";
    this.joined(before);
    if (following) {
      const end = this.document.positionAt(offset + text.length);
      editor.revealRange(new vscode.Range(end, end));
    }
    return "applied";
  }

  async insertHidden(offset: number, text: string): Promise<EditResult> {
    return this.replaceHidden([{ offset, length: 0, text }]);
  }

  async replace(changes: readonly TextChange[]): Promise<EditResult> {
    if (this.document.isClosed) return "closed";
    const editor = this.editor();
    if (!editor) return this.replaceHidden(changes);
    const before = this.document.version;
    // What was only taken out makes room: more follows in the same step.
    const isWhole = changes.some(({ text }) => text !== "");
    const applied = await editor.edit(
      (edit) => {
        for (const { offset, length, text } of changes) {
          edit.replace(this.range(offset, length), text);
        }
      },
      this.step.stops(isWhole && !this.step.staysOpen),
    );
    if (!applied) return "outdated";
    this.joined(before);
    return "applied";
  }

  /** An editor took an edit, which met this version. */
  private joined(before: number): void {
    this.step.joined(before);
    if (this.document.version !== before) written.add(this.document);
  }

  /** VS Code writes into read-only documents, too, where no editor is asked. */
  private get takesText(): boolean {
    return this.document.isUntitled || this.document.isDirty || written.has(this.document);
  }

  private async replaceHidden(changes: readonly TextChange[]): Promise<EditResult> {
    if (this.document.isClosed) return "closed";
    if (!this.takesText) return "hidden";
    const edit = new vscode.WorkspaceEdit();
    for (const { offset, length, text } of changes) {
      edit.replace(this.document.uri, this.range(offset, length), text);
    }
    return (await vscode.workspace.applyEdit(edit)) ? "applied" : "outdated";
  }

  private range(offset: number, length: number): vscode.Range {
    return new vscode.Range(
      this.document.positionAt(offset),
      this.document.positionAt(offset + length),
    );
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
