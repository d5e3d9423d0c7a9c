/** Every constraint with its check. A page that only shows switches imports `declarations.ts`. */

import { declarations, unknownConstraint } from "./declarations.js";
import type { Constraint, Declaration } from "./definition/constraint.js";
import { responseLanguageConstraint } from "./families/language-verifier.js";
import {
  conciseConstraint,
  numberSentencesConstraint,
  verboseConstraint,
} from "./families/sentence-verifiers.js";

const checkedApart = [
  conciseConstraint,
  verboseConstraint,
  numberSentencesConstraint,
  responseLanguageConstraint,
];

export const catalogue: readonly Constraint[] = declarations.map((declaration) => {
  const constraint = checkedApart.find(({ id }) => id === declaration.id) ?? declaration;
  if (!isConstraint(constraint)) throw new Error(`Nothing checks ${declaration.id}.`);
  return constraint;
});

function isConstraint(declaration: Declaration): declaration is Constraint {
  return "verify" in declaration;
}

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
