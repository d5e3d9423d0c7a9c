/**
 * Every constraint as it is shown and asked for, without the checks and the language profiles that
 * they carry: what a web page needs.
 */
import { englishCapital, englishLowercase } from "./case.js";
import { type Declaration, UnknownConstraintError } from "./constraint.js";
import { bulletList, json } from "./format.js";
import { forbiddenWords, keywordExistence } from "./keywords.js";
import { responseLanguage } from "./language.js";
import { concise, verbose } from "./length.js";
import { noComma } from "./punctuation.js";

export const declarations: readonly Declaration[] = [
  englishCapital,
  englishLowercase,
  noComma,
  bulletList,
  json,
  concise,
  verbose,
  keywordExistence,
  forbiddenWords,
  responseLanguage,
];

const byId = new Map(declarations.map((declaration) => [declaration.id, declaration]));

/**
 * The declaration with this id.
 *
 * @throws UnknownConstraintError naming the id and the nearest known ones.
 */
export function findDeclaration(id: string): Declaration {
  const declaration = byId.get(id);
  if (!declaration) throw unknownConstraint(id);
  return declaration;
}

/** The error for an id that nobody has, with the three nearest by shared letter pairs. */
export function unknownConstraint(id: string): UnknownConstraintError {
  const wanted = letterPairs(id);
  const nearest = declarations
    .map((declaration) => ({ id: declaration.id, score: similarity(wanted, declaration.id) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, 3)
    .map((candidate) => candidate.id);
  return new UnknownConstraintError(id, nearest);
}

function letterPairs(text: string): Set<string> {
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < text.length; at += 1) pairs.add(text.slice(at, at + 2).toLowerCase());
  return pairs;
}

/** Dice's coefficient over letter pairs. */
function similarity(wanted: ReadonlySet<string>, id: string): number {
  const pairs = letterPairs(id);
  let shared = 0;
  for (const pair of pairs) if (wanted.has(pair)) shared += 1;
  return (2 * shared) / Math.max(1, wanted.size + pairs.size);
}
