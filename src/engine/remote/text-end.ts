/** The end of a text that is too long for a model, where its tokens cannot be counted. */
import * as l10n from "@vscode/l10n";

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
  const firstHalf = tail.slice(0, tail.length / 2);
  const boundary = [/\n\s*\n/, /[.!?。！？]["')\]]*\s+/, /\s+/]
    .map((pattern) => pattern.exec(firstHalf))
    .find((match) => match !== null);
  const end = boundary ? tail.slice(boundary.index + boundary[0].length) : tail;
  return {
    text: end,
    note: l10n.t(
      "The text is longer than the model reads at once; its last {0} words were used.",
      end.split(/\s+/).filter(Boolean).length,
    ),
  };
}
