/** The end of a text that is too long for a model, where its tokens cannot be counted. */
import { fromBoundary, shortenedNote } from "../prompting/shortened-text.js";

export interface TextEnd {
  text: string;
  /** One sentence when it is not all of the text. */
  note?: string;
}

/**
 * At most `room` characters of a text's end, from a paragraph's or else a sentence's beginning where
 * one is in the first half of them.
 */
export function endOf(text: string, room: number): TextEnd {
  if (text.length <= room) return { text };
  // Half a surrogate pair is no character.
  const tail = text.slice(-room).replace(/^[\uDC00-\uDFFF]/, "");
  const end = fromBoundary(tail);
  return { text: end, note: shortenedNote(end) };
}
