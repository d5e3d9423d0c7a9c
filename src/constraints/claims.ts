/**
 * What a constraint demands of a text, in terms that can be compared.
 *
 * Conflicts are derived from claims instead of being listed per pair of ids, because most depend on
 * the arguments: "at least 6 sentences" and "concise" cannot both hold, "at least 1" and "concise"
 * can.
 */
import { findPhrase } from "./phrase-search.js";

export type Claim =
  /** The number of units lies in [min, max]. */
  | { kind: "count"; unit: CountedUnit; min: number; max: number }
  /** Letters are all of this case. */
  | { kind: "case"; letters: "capital" | "lowercase" }
  /** The whole text is one such thing, so nothing may stand beside it. */
  | { kind: "whole"; what: string }
  /** The text has a part that stands by itself. */
  | { kind: "part"; what: string }
  /** The text begins (ends) with exactly this, in any case. */
  | { kind: "start" | "end"; phrase: string }
  /** The text's first word, whatever marks stand before it. */
  | { kind: "first word"; word: string }
  | { kind: "require" | "forbid"; phrase: string }
  /** At least one of these holds. */
  | { kind: "either"; claims: readonly Claim[] }
  /** The text is in this language, whose letters may have no case. */
  | { kind: "language"; name: string; hasCase: boolean };

export type CountedUnit =
  | "sentences"
  | "words"
  | "paragraphs"
  | "bullets"
  | "sections"
  | "words in capitals"
  | `times the letter ${string}`
  | `times the word ${string}`;

/** Why the claims of two constraints cannot both hold, if so; half a sentence. */
export function firstClash(ones: readonly Claim[], others: readonly Claim[]): string | undefined {
  for (const one of ones) {
    const reason = clashWithAny(one, others);
    if (reason) return reason;
  }
  for (const other of others) {
    const reason = clashWithAny(other, ones);
    if (reason) return reason;
  }
  return undefined;
}

function clashWithAny(one: Claim, others: readonly Claim[]): string | undefined {
  if (one.kind === "either") {
    const reasons = one.claims.map((claim) => firstClash([claim], others));
    return reasons.includes(undefined) ? undefined : reasons[0];
  }
  for (const other of others) {
    const reason = clash(one, other);
    if (reason) return reason;
  }
  return undefined;
}

/** Why two claims exclude each other, seen from the first. */
function clash(one: Claim, other: Claim): string | undefined {
  switch (one.kind) {
    case "count":
      return other.kind === "count" ? countClash(one, other) : undefined;
    case "case":
      return caseClash(one.letters, other);
    case "whole":
      return wholeClash(one.what, other);
    case "language":
      if (other.kind !== "language" || one.name === other.name) return undefined;
      return `a text is in ${one.name} or in ${other.name}`;
    case "start":
      if (other.kind !== "start" || isPrefix(one.phrase, other.phrase)) return undefined;
      return `a text starts with "${one.phrase}" or with "${other.phrase}"`;
    case "first word":
      return firstWordClash(one.word, other);
    case "end":
      if (other.kind !== "end" || isPrefix(reversed(one.phrase), reversed(other.phrase))) {
        return undefined;
      }
      return `a text ends with "${one.phrase}" or with "${other.phrase}"`;
    case "forbid":
      return forbidClash(one.phrase, other);
    default:
      return undefined;
  }
}

type Count = Extract<Claim, { kind: "count" }>;

function countClash(one: Count, other: Count): string | undefined {
  if (one.unit === other.unit && one.min > other.max) {
    return `one wants at least ${one.min} ${one.unit}, the other at most ${other.max}`;
  }
  if (one.unit === "sentences" && other.unit === "words" && one.min > other.max) {
    return `${one.min} sentences are more than ${other.max} words`;
  }
  return undefined;
}

function caseClash(letters: "capital" | "lowercase", other: Claim): string | undefined {
  if (other.kind === "case" && other.letters !== letters) {
    return "letters are either capital or lowercase";
  }
  if (other.kind === "language" && !other.hasCase) {
    return `${other.name} has no capital and lowercase letters`;
  }
  if (other.kind === "count" && other.unit === "words in capitals") {
    if (letters === "lowercase" && other.min > 0) return "some words are to be in capitals";
    if (letters === "capital" && other.max < Number.POSITIVE_INFINITY) {
      return `at most ${other.max} words are to be in capitals`;
    }
  }
  return undefined;
}

function wholeClash(what: string, other: Claim): string | undefined {
  if (other.kind === "whole" && other.what !== what) return `the text is ${what} or ${other.what}`;
  if (other.kind === "part") return `${other.what} cannot stand beside ${what}`;
  if (other.kind === "start" || other.kind === "end") {
    return `"${other.phrase}" cannot stand beside ${what}`;
  }
  return undefined;
}

function firstWordClash(word: string, other: Claim): string | undefined {
  if (other.kind !== "start" && other.kind !== "first word") return undefined;
  const start = other.kind === "first word" ? other.word : other.phrase;
  const words = start.replace(/^[^\p{L}\p{N}]+/u, "");
  return isPrefix(words, word) ? undefined : `a text starts with "${word}" or with "${start}"`;
}

function forbidClash(forbidden: string, other: Claim): string | undefined {
  if (other.kind !== "require" && other.kind !== "start" && other.kind !== "end") return undefined;
  return findPhrase(other.phrase, forbidden).length > 0
    ? `"${forbidden}" is both wanted and excluded`
    : undefined;
}

function isPrefix(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a.startsWith(b) || b.startsWith(a);
}

function reversed(phrase: string): string {
  return [...phrase].reverse().join("");
}
