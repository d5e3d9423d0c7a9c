/** Every constraint with its check. A page that only shows switches imports `declarations.ts`. */
import { englishCapital, englishLowercase } from "./case.js";
import type { Constraint } from "./constraint.js";
import { unknownConstraint } from "./declarations.js";
import { bulletList, json } from "./format.js";
import { forbiddenWords, keywordExistence } from "./keywords.js";
import { responseLanguageConstraint } from "./language-verifier.js";
import { concise, verbose } from "./length.js";
import { noComma } from "./punctuation.js";

export const catalogue: readonly Constraint[] = [
  englishCapital,
  englishLowercase,
  noComma,
  bulletList,
  json,
  concise,
  verbose,
  keywordExistence,
  forbiddenWords,
  responseLanguageConstraint,
];

const byId = new Map(catalogue.map((constraint) => [constraint.id, constraint]));

/**
 * The constraint with this id.
 *
 * @throws UnknownConstraintError naming the id and the nearest known ones.
 */
export function findConstraint(id: string): Constraint {
  const constraint = byId.get(id);
  if (!constraint) throw unknownConstraint(id);
  return constraint;
}
