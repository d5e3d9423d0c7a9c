/** A text that is too long for a model: where its end is best cut, and what a person is told. */
import * as l10n from "@vscode/l10n";

/** So many characters are given up for a better beginning, and never more than half of the text. */
const NEAR = 2000;

/** From a paragraph's or else a sentence's or a word's beginning where one is near the text's. */
export function fromBoundary(tail: string): string {
  const beginning = tail.slice(0, Math.min(NEAR, tail.length / 2));
  const boundary = [/\n\s*\n/, /[.!?。！？]["')\]]*\s+/, /\s+/]
    .map((pattern) => pattern.exec(beginning))
    .find((match) => match !== null);
  return boundary ? tail.slice(boundary.index + boundary[0].length) : tail;
}

/** @param used the end of the text that the model reads */
export function shortenedNote(used: string): string {
  return l10n.t(
    "The text is longer than the model can read at once; its last {0} words were used.",
    used.split(/\s+/).filter(Boolean).length,
  );
}

export interface TextEnd {
  text: string;
  /** One sentence when it is not all of the text. */
  note?: string;
}

/**
 * Where tokens cannot be counted: at most `room` characters of a text's end, from a paragraph's or else a sentence's beginning where
 * one is in the first half of them.
 */
export function endOf(text: string, room: number): TextEnd {
  if (text.length <= room) return { text };
  // Half a surrogate pair is no character.
  const tail = text.slice(-room).replace(/^[\uDC00-\uDFFF]/, "");
  const end = fromBoundary(tail);
  return { text: end, note: shortenedNote(end) };
}
