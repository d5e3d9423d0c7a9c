/** The passages of all documents, followed through every edit. */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import { textChanges } from "../editor/tracked-range.js";
import type { Passage } from "./passage.js";

/** Emits `change` whenever there are other passages, or anything about one has changed. */
export class Passages extends EventEmitter<{ change: [] }> implements vscode.Disposable {
  private known: readonly Passage[] = [];
  private readonly following = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges, reason }) => {
      const change = {
        changes: textChanges(contentChanges),
        fromHistory: reason !== undefined,
      };
      for (const passage of this.in(document)) passage.documentChanged(change);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => {
      for (const passage of this.in(document)) passage.step.divide();
    }),
    // Whatever is shown then is the document's text. So it is when the window is loaded again.
    vscode.workspace.onDidCloseTextDocument((document) => {
      // Another language closes and opens the same document, which is not closed then.
      if (!document.isClosed) return;
      for (const passage of this.in(document)) passage.forget();
    }),
  );

  /** The newest one of all. */
  get last(): Passage | undefined {
    return this.known.at(-1);
  }

  /** The one that concerns the person in the active editor. */
  get current(): Passage | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor && this.concerning(editor);
  }

  /** Those that wait for acceptance, in all documents. */
  get rewrites(): readonly Passage[] {
    return this.known.filter(({ isRewrite }) => isRewrite);
  }

  /** Those of one document, the oldest first. */
  in(document: vscode.TextDocument): readonly Passage[] {
    return this.known.filter((passage) => passage.document === document);
  }

  /** The one whose text or original is at the position, its edges included. */
  at(document: vscode.TextDocument, position: vscode.Position): Passage | undefined {
    const offset = document.offsetAt(position);
    return this.in(document).find(({ range, original }) =>
      [range, original].some((part) => part && part.start <= offset && offset <= part.end),
    );
  }

  /** The one that concerns the person: at the cursor, else what waits for acceptance, else the newest. */
  concerning({ document, selection }: vscode.TextEditor): Passage | undefined {
    const all = this.in(document);
    return (
      this.at(document, selection.active) ?? all.find(({ isRewrite }) => isRewrite) ?? all.at(-1)
    );
  }

  /** Knows another one. Of those that need no acceptance, a document has one: the newest. */
  add(passage: Passage): void {
    if (!passage.isRewrite) {
      for (const other of this.in(passage.document)) if (!other.isRewrite) other.forget();
    }
    this.known = [...this.known, passage];
    passage.on("change", () => {
      if (passage.isOver) this.known = this.known.filter((one) => one !== passage);
      this.emit("change");
    });
    this.emit("change");
  }

  dispose(): void {
    this.following.dispose();
  }
}
