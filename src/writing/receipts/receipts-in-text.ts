/** Which receipts stand in the text of which document. */
import { EventEmitter } from "node:events";
import * as vscode from "vscode";
import type { Receipt } from "../../constraints/receipt.js";
import { showsReceipts } from "../../settings/document.js";
import { onSettingsChange } from "../../settings/setting.js";
import { listening } from "../../workbench/listening.js";
import type { Passages } from "../passages/passages.js";
import type { CheckedText } from "./checked-text.js";
import { type PlacedReceipt, receiptOf } from "./placed-receipt.js";

/** Emits `change` whenever a receipt comes, goes or moves. */
export class ReceiptsInText extends EventEmitter<{ change: [] }> implements vscode.Disposable {
  private readonly dismissed = new WeakSet<Receipt>();
  private readonly listener: vscode.Disposable;

  constructor(
    private readonly passages: Passages,
    private readonly checked: CheckedText,
  ) {
    super();
    let hadSome = false;
    // While the first text streams in there is none, and nobody need look for it at every piece.
    const changed = () => {
      const hasSome = vscode.workspace.textDocuments.some((one) => this.in(one).length > 0);
      if (hasSome || hadSome) this.emit("change");
      hadSome = hasSome;
    };
    this.listener = vscode.Disposable.from(
      listening(passages, "change", changed),
      listening(checked, "change", changed),
      onSettingsChange(["receiptInText"], changed),
    );
  }

  /** Those of a document that the person wants to see. */
  in(document: vscode.TextDocument): PlacedReceipt[] {
    const { placed } = this.checked;
    const all = this.passages.in(document).map(receiptOf);
    if (placed?.document === document) all.push(placed);
    const known = all.filter((one) => one !== undefined);
    if (known.length === 0 || !showsReceipts(document)) return [];
    return known.filter(({ receipt }) => !this.dismissed.has(receipt));
  }

  /** The one of the text at the position, else the first of the document. */
  concerning(document: vscode.TextDocument, position: vscode.Position): PlacedReceipt | undefined {
    const offset = document.offsetAt(position);
    const all = this.in(document);
    return (
      all.find(({ start, text }) => start <= offset && offset <= start + text.length) ?? all[0]
    );
  }

  /** It has been read: it goes from the text, and stays in the sidebar. */
  dismiss({ receipt }: PlacedReceipt): void {
    this.dismissed.add(receipt);
    this.emit("change");
  }

  dispose(): void {
    this.listener.dispose();
  }
}
