/** A receipt beside the text that it is about. */
import * as vscode from "vscode";
import type { Receipt } from "../../constraints/receipt.js";
import type { Passage } from "../passages/passage.js";
import { isAsWritten, spanInStanding } from "./written-text.js";

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
  const { document, start, text, written, receipt } = placed;
  return receipt.lines.flatMap(({ held, reason, span: place }) => {
    const span = held || !place ? undefined : spanInStanding(written, text, place);
    if (!span) return [];
    const range = new vscode.Range(
      document.positionAt(start + span.start),
      document.positionAt(start + span.end),
    );
    return [{ range, reason }];
  });
}
