/**
 * What a constraint demands of a text, in terms that can be compared.
 *
 * Conflicts are derived from claims instead of being listed per pair of ids, because most depend on
 * the arguments: "at least 6 sentences" and "concise" cannot both hold, "at least 1" and "concise"
 * can.
 */
import * as l10n from "@vscode/l10n";
import { findPhrase } from "../../text/phrase-search.js";
import {
  bulletsSaid,
  capitalWordsSaid,
  paragraphsSaid,
  sectionsSaid,
  sentencesSaid,
  timesSaid,
  wordsSaid,
} from "./units.js";

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
      return l10n.t("a text is in {0} or in {1}", one.name, other.name);
    case "start":
      if (other.kind !== "start" || isPrefix(one.phrase, other.phrase)) return undefined;
      return startsWithOneOf(one.phrase, other.phrase);
    case "first word":
      return firstWordClash(one.word, other);
    case "end":
      if (other.kind !== "end" || isPrefix(reversed(one.phrase), reversed(other.phrase))) {
        return undefined;
      }
      return l10n.t('a text ends with "{0}" or with "{1}"', one.phrase, other.phrase);
    case "forbid":
      return forbidClash(one.phrase, other);
    default:
      return undefined;
  }
}

type Count = Extract<Claim, { kind: "count" }>;

function countClash(one: Count, other: Count): string | undefined {
  if (one.unit === other.unit && one.min > other.max) {
    return l10n.t(
      "one wants at least {0}, the other at most {1}",
      unitsSaid(one.unit, one.min),
      other.max,
    );
  }
  if (one.unit === "sentences" && other.unit === "words" && one.min > other.max) {
    return l10n.t(
      "{0} take more than {1}",
      unitsSaid(one.unit, one.min),
      unitsSaid(other.unit, other.max),
    );
  }
  return undefined;
}

function unitsSaid(unit: CountedUnit, count: number): string {
  switch (unit) {
    case "sentences":
      return sentencesSaid(count);
    case "words":
      return wordsSaid(count);
    case "paragraphs":
      return paragraphsSaid(count);
    case "bullets":
      return bulletsSaid(count);
    case "sections":
      return sectionsSaid(count);
    case "words in capitals":
      return capitalWordsSaid(count);
    default:
      return timesSaid(unit.replace(/^times the (?:letter|word) /, ""))(count);
  }
}

function startsWithOneOf(one: string, other: string): string {
  return l10n.t('a text starts with "{0}" or with "{1}"', one, other);
}

function caseClash(letters: "capital" | "lowercase", other: Claim): string | undefined {
  if (other.kind === "case" && other.letters !== letters) {
    return l10n.t("letters are either capital or lowercase");
  }
  if (other.kind === "language" && !other.hasCase) {
    return l10n.t("{0} has no capital and lowercase letters", other.name);
  }
  if (other.kind === "count" && other.unit === "words in capitals") {
    if (letters === "lowercase" && other.min > 0) {
      return l10n.t("some words are to be in capitals");
    }
    if (letters === "capital" && other.max < Number.POSITIVE_INFINITY) {
      return l10n.t("at most {0} words are to be in capitals", other.max);
    }
  }
  return undefined;
}

function wholeClash(what: string, other: Claim): string | undefined {
  if (other.kind === "whole" && other.what !== what) {
    return l10n.t("the text is {0} or {1}", what, other.what);
  }
  if (other.kind === "part") return l10n.t("{0} cannot stand beside {1}", other.what, what);
  if (other.kind === "start" || other.kind === "end") {
    return l10n.t('"{0}" cannot stand beside {1}', other.phrase, what);
  }
  return undefined;
}

function firstWordClash(word: string, other: Claim): string | undefined {
  if (other.kind !== "start" && other.kind !== "first word") return undefined;
  const start = other.kind === "first word" ? other.word : other.phrase;
  const words = start.replace(/^[^\p{L}\p{N}]+/u, "");
  return isPrefix(words, word) ? undefined : startsWithOneOf(word, start);
}

function forbidClash(forbidden: string, other: Claim): string | undefined {
  if (other.kind !== "require" && other.kind !== "start" && other.kind !== "end") return undefined;
  return findPhrase(other.phrase, forbidden).length > 0
    ? l10n.t('"{0}" is both wanted and excluded', forbidden)
    : undefined;
}

function isPrefix(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  return a.startsWith(b) || b.startsWith(a);
}

function reversed(phrase: string): string {
  return [...phrase].reverse().join("");
}
