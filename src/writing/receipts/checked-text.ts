/** The text that a person asked to be checked last, followed through edits of its document. */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import type { Receipt } from "../../constraints/receipt.js";
import type { Span } from "../../text/span.js";
import { TrackedRange, textChanges } from "../editor/tracked-range.js";
import type { PlacedReceipt } from "./placed-receipt.js";

interface Checked {
  readonly document: vscode.TextDocument;
  readonly range: TrackedRange;
  readonly text: string;
  readonly receipt: Receipt;
}

/** Emits `change` when there is another one, when it moved, and when there is none any more. */
export class CheckedText extends EventEmitter<{ change: [] }> implements vscode.Disposable {
  private checked: Checked | undefined;
  private readonly following = vscode.Disposable.from(
    vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      if (document === this.checked?.document) this.forget();
    }),
  );

  /** Its receipt; undefined when there is none, or the text is another one by now. */
  get placed(): PlacedReceipt | undefined {
    if (!this.checked) return undefined;
    const { document, range, text, receipt } = this.checked;
    return { document, start: range.start, text, written: text, receipt, passage: undefined };
  }

  /** @param text is what the range held when it was checked */
  set(document: vscode.TextDocument, at: Span, text: string, receipt: Receipt): void {
    const range = TrackedRange.over(at.start, at.end);
    this.checked = { document, range, text, receipt };
    if (this.isAsChecked(this.checked)) this.emit("change");
    else this.forget();
  }

  /** Nothing is known about any text. */
  forget(): void {
    if (!this.checked) return;
    this.checked = undefined;
    this.emit("change");
  }

  dispose(): void {
    this.following.dispose();
  }

  private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const { checked } = this;
    if (document !== checked?.document || contentChanges.length === 0) return;
    checked.range.followAll(textChanges(contentChanges));
    if (this.isAsChecked(checked)) this.emit("change");
    else this.forget();
  }

  private isAsChecked({ document, range, text }: Checked): boolean {
    return document.getText().slice(range.start, range.end) === text;
  }
}
