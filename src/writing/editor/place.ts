/** Where in a document the text goes. */
import type { Selection, TextDocument } from "vscode";

export interface Place {
  readonly offset: number;
  /** What separates the text from what stands before it. */
  readonly separator: string;
}

/** *Continue* goes on at the cursor; after the selection if there is one, for nothing is replaced. */
export function continuePlace(document: TextDocument, selection: Selection): Place {
  return { offset: document.offsetAt(selection.end), separator: "" };
}

/**
 * *Write* starts at the cursor. A selection is the instruction and stays where it is, so the text
 * starts a paragraph of its own below the last selected line.
 */
export function writePlace(document: TextDocument, selection: Selection): Place {
  if (selection.isEmpty) return { offset: document.offsetAt(selection.active), separator: "" };
  const { start, end } = selection;
  // Whole lines are selected up to the beginning of the next line.
  const line = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { offset: document.offsetAt(document.lineAt(line).range.end), separator: "\n\n" };
}
