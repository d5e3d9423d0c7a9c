/** Marks the words that a rewrite takes out of the original and those it brings in. */
import * as vscode from "vscode";
import type { Span } from "../../text/span.js";
import { listening } from "../../workbench/listening.js";
import type { Passage } from "../passages/passage.js";
import type { Passages } from "../passages/passages.js";
import { differences } from "./differences.js";

/** Keeps the marks of all visible rewrites up to date, also while they are being written. */
export function markDifferences(passages: Passages): vscode.Disposable {
  // The colours and, in high contrast, the borders of VS Code's own comparisons.
  const removed = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("diffEditor.removedTextBackground"),
    borderColor: new vscode.ThemeColor("diffEditor.removedTextBorder"),
    borderStyle: "dashed",
    borderWidth: "1px",
    textDecoration: "line-through",
  });
  const added = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor("diffEditor.insertedTextBackground"),
    borderColor: new vscode.ThemeColor("diffEditor.insertedTextBorder"),
    borderStyle: "solid",
    borderWidth: "1px",
  });
  const marked = new WeakSet<vscode.TextEditor>();
  const mark = () => {
    for (const editor of vscode.window.visibleTextEditors) {
      const rewrites = passages.in(editor.document).filter(({ isRewrite }) => isRewrite);
      // Other passages change with every key, too.
      if (rewrites.length === 0 && !marked.delete(editor)) continue;
      if (rewrites.length > 0) marked.add(editor);
      const marks = rewrites.map(marksOf);
      editor.setDecorations(
        removed,
        marks.flatMap((one) => one.removed),
      );
      editor.setDecorations(
        added,
        marks.flatMap((one) => one.added),
      );
    }
  };
  return vscode.Disposable.from(
    removed,
    added,
    listening(passages, "change", mark),
    vscode.window.onDidChangeVisibleTextEditors(mark),
  );
}

function marksOf({ document, original, range, shownText, isStreaming }: Passage) {
  if (!original || !range) return { removed: [], added: [] };
  const { removed, added } = differences(original.text, shownText, isStreaming);
  const from = (offset: number) => (part: Span) =>
    new vscode.Range(
      document.positionAt(offset + part.start),
      document.positionAt(offset + part.end),
    );
  return { removed: removed.map(from(original.start)), added: added.map(from(range.start)) };
}
