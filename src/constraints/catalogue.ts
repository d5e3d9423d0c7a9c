/** Every constraint with its check. A page that only shows switches imports `declarations.ts`. */
import type { Constraint } from "./constraint.js";
import { unknownConstraint, verifiedWithoutProfiles } from "./declarations.js";
import { responseLanguageConstraint } from "./language-verifier.js";

export const catalogue: readonly Constraint[] = [
  ...verifiedWithoutProfiles,
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
