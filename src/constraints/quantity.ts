/** How many of something: IFEval's relations, and the two that writers also ask for. */
import * as z from "zod";
import type { Claim, CountedUnit } from "./claims.js";
import type { Verdict } from "./constraint.js";

export const relation = z.enum(["exactly", "at least", "at most", "less than"]);
export type Relation = z.infer<typeof relation>;

/** The smallest and largest number that a relation allows. */
export function range(wanted: Relation, count: number): { min: number; max: number } {
  switch (wanted) {
    case "exactly":
      return { min: count, max: count };
    case "at least":
      return { min: count, max: Number.POSITIVE_INFINITY };
    case "at most":
      return { min: 0, max: count };
    case "less than":
      return { min: 0, max: count - 1 };
  }
}

/** The claim that a text has so many units. */
export function countClaim(unit: CountedUnit, wanted: Relation, count: number): Claim {
  return { kind: "count", unit, ...range(wanted, count) };
}

/** The verdict on a count: "5 sentences, 3 wanted". */
export function countVerdict(
  found: number,
  [one, many]: readonly [string, string],
  wanted: Relation,
  count: number,
): Verdict {
  const { min, max } = range(wanted, count);
  const counted = `${found} ${found === 1 ? one : many}`;
  if (found >= min && found <= max) return { held: true, reason: `${counted}.` };
  const bound = wanted === "exactly" ? "" : `${said(wanted)} `;
  return { held: false, reason: `${counted}, ${bound}${count} wanted.` };
}

/** The relation as English says it before a number. */
export function said(wanted: Relation): string {
  return wanted === "less than" ? "fewer than" : wanted;
}

/** The verdict on a number of units, placed at the first that is too many. */
export function placedCountVerdict(
  found: readonly { start: number; end: number }[],
  names: readonly [string, string],
  wanted: Relation,
  count: number,
): Verdict {
  const verdict = countVerdict(found.length, names, wanted, count);
  const surplus = found[range(wanted, count).max];
  const last = found.at(-1);
  if (verdict.held || !surplus || !last) return verdict;
  return { ...verdict, span: { start: surplus.start, end: last.end } };
}
