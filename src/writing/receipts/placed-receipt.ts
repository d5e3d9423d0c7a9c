/** A receipt beside the text that it is about. */
import * as vscode from "vscode";
import type { Receipt } from "../../constraints/receipt.js";
import type { Span } from "../../text/span.js";
import type { Passage } from "../passages/passage.js";
import { isAsWritten, spanInStanding } from "../passages/written-text.js";

export interface PlacedReceipt {
  readonly document: vscode.TextDocument;
  /** Where the text begins in its document. */
  readonly start: number;
  /** As it stands there. */
  readonly text: string;
  /** As it was when its receipt was written. */
  readonly written: string;
  readonly receipt: Receipt;
  /** What Tiller wrote; undefined for a text that was only checked. */
  readonly passage: Passage | undefined;
}

/** The receipt of the text that a passage shows; undefined when a person has changed that text. */
export function receiptOf(passage: Passage): PlacedReceipt | undefined {
  const { document, range, candidates, shown, shownText: text, isStreaming } = passage;
  const generated = candidates[shown];
  if (!range || !generated || isStreaming || !isAsWritten(generated.text, text)) return undefined;
  const { text: written, receipt } = generated;
  return { document, start: range.start, text, written, receipt, passage };
}

/** The place of each constraint that was not held, where there is one. */
export function failingPlaces(placed: PlacedReceipt): { range: vscode.Range; reason: string }[] {
  return placed.receipt.lines.flatMap((line) => {
    const range = line.held ? undefined : placeOf(line.span, placed);
    return range ? [{ range, reason: line.reason }] : [];
  });
}

/** Where in the document a span of its receipt is; undefined when there is nothing of it. */
function placeOf(
  span: Span | undefined,
  { document, start, text, written }: PlacedReceipt,
): vscode.Range | undefined {
  const standing = span && spanInStanding(written, text, span);
  if (!standing) return undefined;
  return new vscode.Range(
    document.positionAt(start + standing.start),
    document.positionAt(start + standing.end),
  );
}

/** Selects the place of which a line of the receipt tells. Whether there is one. */
export async function showFailingPlace(placed: PlacedReceipt, line: number): Promise<boolean> {
  const { document, receipt } = placed;
  const range = placeOf(receipt.lines[line]?.span, placed);
  if (!range) return false;
  const viewColumn = vscode.window.visibleTextEditors.find(
    (editor) => editor.document === document,
  )?.viewColumn;
  await vscode.window.showTextDocument(document, {
    selection: range,
    ...(viewColumn !== undefined && { viewColumn }),
  });
  return true;
}
