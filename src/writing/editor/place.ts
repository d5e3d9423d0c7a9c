/** Where in a document the text goes. */
import type { Position, Selection, TextDocument } from "vscode";
import { hasOwnText, isOwnBlock } from "../../text/protected/paragraph.js";

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
 * *Write* starts at the cursor: behind text a space before it, behind a heading and the like in a
 * paragraph of its own. A selection is the instruction and stays where it is, so the text starts a
 * paragraph of its own below the last selected line.
 */
export function writePlace(document: TextDocument, selection: Selection): Place {
  if (selection.isEmpty) return cursorPlace(document, selection.active);
  const { start, end } = selection;
  // Whole lines are selected up to the beginning of the next line.
  const line = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { offset: document.offsetAt(document.lineAt(line).range.end), separator: "\n\n" };
}

/** What goes on without a space: white space, and what opens a bracket or a quotation. */
const OPEN = /[\s\p{Ps}\p{Pi}]$/u;

function cursorPlace(document: TextDocument, cursor: Position): Place {
  const { text, range } = document.lineAt(cursor);
  const before = text.slice(0, cursor.character);
  if (hasOwnText(before) && isOwnBlock(text, document.languageId)) {
    return { offset: document.offsetAt(range.end), separator: "\n\n" };
  }
  const goesOn = hasOwnText(before) && !OPEN.test(before);
  return { offset: document.offsetAt(cursor), separator: goesOn ? " " : "" };
}
