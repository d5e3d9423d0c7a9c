/** What is marked in the two texts of a rewrite. */

import { wordChanges } from "../../text/difference/word-difference.js";
import type { Span } from "../../text/span.js";

export interface Differences {
  /** In the original. */
  readonly removed: readonly Span[];
  /** In the new text. */
  readonly added: readonly Span[];
}

/**
 * The words that differ.
 *
 * @param isUnfinished the new text is still being written: what of the original it has not come to
 *   yet does not count as removed
 */
export function differences(
  original: string,
  rewritten: string,
  isUnfinished: boolean,
): Differences {
  const changes = wordChanges(original, rewritten);
  const isStillToCome = (change: { rewritten: Span }) =>
    isUnfinished && change.rewritten.end === rewritten.length;
  return {
    removed: changes
      .filter((change) => !isStillToCome(change))
      .map((change) => change.original)
      .filter(hasText),
    added: changes.map((change) => change.rewritten).filter(hasText),
  };
}

function hasText({ start, end }: Span): boolean {
  return start < end;
}
