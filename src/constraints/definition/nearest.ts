/**
 * Which known ids an unknown one may have meant. Own code: dice-coefficient would save fourteen lines and bring
 * two packages.
 */

/** The three ids nearest to an unknown one, by shared pairs of letters (Dice's coefficient). */
export function nearestIds(unknown: string, known: readonly string[]): string[] {
  const wanted = letterPairs(unknown);
  return known
    .map((id) => ({ id, score: similarity(wanted, letterPairs(id)) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map(({ id }) => id);
}

function letterPairs(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < text.length; at += 1) pairs.add(text.slice(at, at + 2).toLowerCase());
  return pairs;
}

function similarity(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const pair of other) if (one.has(pair)) shared += 1;
  return (2 * shared) / Math.max(1, one.size + other.size);
}
