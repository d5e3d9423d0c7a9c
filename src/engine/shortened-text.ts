/** A text that is too long for a model: where its end is best cut, and what a person is told. */
import * as l10n from "@vscode/l10n";

/** From a paragraph's or else a sentence's or a word's beginning where one is in the first half. */
export function fromBoundary(tail: string): string {
  const firstHalf = tail.slice(0, tail.length / 2);
  const boundary = [/\n\s*\n/, /[.!?。！？]["')\]]*\s+/, /\s+/]
    .map((pattern) => pattern.exec(firstHalf))
    .find((match) => match !== null);
  return boundary ? tail.slice(boundary.index + boundary[0].length) : tail;
}

/** @param used the end of the text that the model reads */
export function shortenedNote(used: string): string {
  return l10n.t(
    "The text is longer than the model reads at once; its last {0} words were used.",
    used.split(/\s+/).filter(Boolean).length,
  );
}
