/** What is marked in the two texts of a rewrite. */

import { wordChanges } from "../../text/difference/word-difference.js";
import type { TextRange } from "../../text/protected-span.js";

export interface Differences {
  /** In the original. */
  readonly removed: readonly TextRange[];
  /** In the new text. */
  readonly added: readonly TextRange[];
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
  const isStillToCome = (change: { rewritten: TextRange }) =>
    isUnfinished && change.rewritten.end === rewritten.length;
  return {
    removed: changes
      .filter((change) => !isStillToCome(change))
      .map((change) => change.original)
      .filter(hasText),
    added: changes.map((change) => change.rewritten).filter(hasText),
  };
}

function hasText({ start, end }: TextRange): boolean {
  return start < end;
}
