/** Which text a rewrite is to replace, and where the new text goes meanwhile. */

import { paragraphAt } from "../../text/protected/paragraph.js";
import type { Span } from "../../text/span.js";
import type { Place } from "../editor/place.js";

export interface RewriteTarget {
  readonly original: Span;
  readonly place: Place;
}

/**
 * One target per selection, in the document's order; where two would share text, the first.
 * A selection without text is a cursor, and means its paragraph.
 *
 * @param languageId VS Code's
 */
export function rewriteTargets(
  text: string,
  selections: readonly Span[],
  languageId: string,
): RewriteTarget[] {
  const targets: RewriteTarget[] = [];
  for (const selection of [...selections].sort((a, b) => a.start - b.start)) {
    const original =
      selection.start === selection.end
        ? paragraphAt(text, selection.start, languageId)
        : withoutSpaceAround(text, selection);
    if (original && original.start >= (targets.at(-1)?.original.end ?? 0)) {
      targets.push({ original, place: placeAfter(text, original) });
    }
  }
  return targets;
}

/** White space around a selection stands around what replaces it, too. */
function withoutSpaceAround(text: string, { start, end }: Span): Span | undefined {
  const selected = text.slice(start, end);
  const first = start + selected.length - selected.trimStart().length;
  const last = start + selected.trimEnd().length;
  return first < last ? { start: first, end: last } : undefined;
}

/** Below whole lines, as a paragraph of its own; else right behind. */
function placeAfter(text: string, { start, end }: Span): Place {
  const areWholeLines =
    isBlank(text, lineStart(text, start), start) && isBlank(text, end, lineEnd(text, end));
  return { offset: end, separator: areWholeLines ? "\n\n" : " " };
}

function isBlank(text: string, start: number, end: number): boolean {
  return text.slice(start, end).trim() === "";
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset of the line feed, or of the end. */
function lineEnd(text: string, offset: number): number {
  const feed = text.indexOf("\n", offset);
  return feed === -1 ? text.length : feed;
}
