/** VS Code's changes of a document as those that ranges follow. */
import type { TextDocumentContentChangeEvent } from "vscode";
import type { TextChange } from "./tracked-range.js";

/** In the order in which they are reported. */
export function textChanges(changes: readonly TextDocumentContentChangeEvent[]): TextChange[] {
  return changes.map(({ rangeOffset, rangeLength, text }) => ({
    offset: rangeOffset,
    length: rangeLength,
    text,
  }));
}
