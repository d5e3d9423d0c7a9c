/** Where in the document a constraint was not held. */
import * as vscode from "vscode";
import type { PlacedReceipt } from "../writing/receipts/placed-receipt.js";
import { spanInStanding } from "../writing/receipts/written-text.js";

/** Selects the place of which a line of the receipt tells. Whether there is one. */
export async function showFailingPlace(placed: PlacedReceipt, line: number): Promise<boolean> {
  const place = placed.receipt.lines[line]?.span;
  const span = place && spanInStanding(placed.written, placed.text, place);
  if (!span) return false;
  const { document, start } = placed;
  const range = new vscode.Range(
    document.positionAt(start + span.start),
    document.positionAt(start + span.end),
  );
  const viewColumn = vscode.window.visibleTextEditors.find(
    (editor) => editor.document === document,
  )?.viewColumn;
  await vscode.window.showTextDocument(document, {
    selection: range,
    ...(viewColumn !== undefined && { viewColumn }),
  });
  return true;
}
