/** How many of something: IFEval's relations, and the two that writers also ask for. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import type { Claim, CountedUnit } from "./claims.js";
import type { Verdict } from "./constraint.js";
import type { Counted } from "./units.js";

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
  counted: Counted,
  wanted: Relation,
  count: number,
): Verdict {
  const { min, max } = range(wanted, count);
  if (found >= min && found <= max) return { held: true, reason: l10n.t("{0}.", counted(found)) };
  return { held: false, reason: missed(counted(found), wanted, count) };
}

function missed(found: string, wanted: Relation, count: number): string {
  switch (wanted) {
    case "exactly":
      return l10n.t("{0}, {1} wanted.", found, count);
    case "at least":
      return l10n.t("{0}, at least {1} wanted.", found, count);
    case "at most":
      return l10n.t("{0}, at most {1} wanted.", found, count);
    case "less than":
      return l10n.t("{0}, fewer than {1} wanted.", found, count);
  }
}

/** The relation as English says it before a number, to a model. */
export function said(wanted: Relation): string {
  return wanted === "less than" ? "fewer than" : wanted;
}

/** The verdict on a number of units, placed at the first that is too many. */
export function placedCountVerdict(
  found: readonly { start: number; end: number }[],
  counted: Counted,
  wanted: Relation,
  count: number,
): Verdict {
  const verdict = countVerdict(found.length, counted, wanted, count);
  const surplus = found[range(wanted, count).max];
  const last = found.at(-1);
  if (verdict.held || !surplus || !last) return verdict;
  return { ...verdict, span: { start: surplus.start, end: last.end } };
}
