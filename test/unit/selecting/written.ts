/** Selections from their notation, and profiles in documents made of text. */
import { parseConstraint } from "../../../src/constraints/notation.js";
import type { Selection } from "../../../src/constraints/selection.js";
import type { Lines, ProfileFormat } from "../../../src/selecting/profile.js";

export function selectionOf(tell: boolean, ...constraints: string[]): Selection {
  return { constraints: constraints.map(parseConstraint), tell };
}

function linesOf(text: string): Lines {
  const lines = text.split("\n");
  return { lineCount: lines.length, lineAt: (line) => ({ text: lines[line] ?? "" }) };
}

export function read(format: ProfileFormat, text: string) {
  return format.read(format.head(linesOf(text)));
}

/** The text with the selection in it; every edit is of the text as it was. */
export function saved(format: ProfileFormat, text: string, selection: Selection): string {
  return format
    .edits(format.head(linesOf(text)), selection)
    .toSorted((a, b) => b.start - a.start)
    .reduce((all, edit) => all.slice(0, edit.start) + edit.text + all.slice(edit.end), text);
}

/** What each fault is about, and what it says. */
export function faultsIn(format: ProfileFormat, text: string): [string, string][] {
  const faults = read(format, text)?.faults ?? [];
  return faults.map(({ start, end, message }) => [text.slice(start, end), message]);
}
