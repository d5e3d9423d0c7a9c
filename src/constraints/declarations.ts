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
import { nearestIds } from "./nearest.js";
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

/** The error for an id that nobody has. */
export function unknownConstraint(id: string): UnknownConstraintError {
  return new UnknownConstraintError(id, nearestIds(id, [...byId.keys()]));
}
