/**
 * What a constraint demands of a text, in terms that can be compared.
 *
 * Conflicts are derived from claims instead of being listed per pair of ids, because most depend on
 * the arguments: "at least 6 sentences" and "concise" cannot both hold, "at least 1" and "concise"
 * can.
 */
export type Claim =
  /** The number of units lies in [min, max]. */
  | { kind: "count"; unit: CountedUnit; min: number; max: number }
  /** Letters are all of this case. */
  | { kind: "case"; letters: "capital" | "lowercase" }
  /** The whole text is one such thing, so nothing may stand beside it. */
  | { kind: "whole"; what: string }
  /** The text has a part that stands by itself. */
  | { kind: "part"; what: string }
  /** The text begins (ends) with exactly this. */
  | { kind: "start" | "end"; phrase: string }
  | { kind: "require" | "forbid"; phrase: string }
  /** The text is in this language (ISO 639-1). */
  | { kind: "language"; code: string };

export type CountedUnit =
  | "sentences"
  | "words"
  | "paragraphs"
  | "bullets"
  | "sections"
  | "capital words"
  | "lowercase words"
  | `letter ${string}`
  | `word ${string}`;

/** Why the claims of two constraints cannot both hold, if so; half a sentence. */
export function firstClash(ones: readonly Claim[], others: readonly Claim[]): string | undefined {
  for (const one of ones) {
    for (const other of others) {
      const reason = clash(one, other) ?? clash(other, one);
      if (reason) return reason;
    }
  }
  return undefined;
}

/** Why two claims exclude each other, seen from the first. */
function clash(one: Claim, other: Claim): string | undefined {
  if (one.kind === "count" && other.kind === "count") {
    if (one.unit !== other.unit || one.min <= other.max) return undefined;
    return `one wants at least ${one.min} ${one.unit}, the other at most ${other.max}`;
  }
  if (one.kind === "case" && other.kind === "case") {
    return one.letters === other.letters ? undefined : "letters are either capital or lowercase";
  }
  if (one.kind === "whole" && other.kind === "whole") {
    return one.what === other.what ? undefined : `the whole text is ${one.what} or ${other.what}`;
  }
  if (one.kind === "whole" && other.kind === "part") {
    return `${other.what} cannot stand beside ${one.what}`;
  }
  if (one.kind === "language" && other.kind === "language") {
    return one.code === other.code ? undefined : "a text is in one language";
  }
  if (one.kind === "require" && other.kind === "forbid") {
    return one.phrase.toLowerCase().includes(other.phrase.toLowerCase())
      ? `"${other.phrase}" is both wanted and excluded`
      : undefined;
  }
  return undefined;
}
