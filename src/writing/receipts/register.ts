/** Receipts where the text is: beside the passages that Tiller wrote, and beside checked text. */
import * as vscode from "vscode";
import type { Passages } from "../passages/passages.js";
import type { CheckedText } from "./checked-text.js";
import { showReceiptDiagnostics } from "./diagnostics.js";
import { showReceiptLenses } from "./lenses.js";
import type { PlacedReceipt } from "./placed-receipt.js";
import { ReceiptsInText } from "./receipts-in-text.js";

/** Shows receipts in the text, and registers `Tiller: Dismiss Receipt`. */
export function registerReceiptsInText(
  passages: Passages,
  checked: CheckedText,
): vscode.Disposable {
  const receipts = new ReceiptsInText(passages, checked);
  return vscode.Disposable.from(
    receipts,
    showReceiptLenses(receipts),
    showReceiptDiagnostics(receipts),
    vscode.commands.registerCommand("tiller.dismissReceipt", (given?: PlacedReceipt) => {
      const placed = given ?? atCursor(receipts);
      if (placed) receipts.dismiss(placed);
    }),
  );
}

function atCursor(receipts: ReceiptsInText): PlacedReceipt | undefined {
  const editor = vscode.window.activeTextEditor;
  return editor && receipts.concerning(editor.document, editor.selection.active);
}
