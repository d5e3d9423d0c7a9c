/**
 * Every constraint with all that is done with texts: how a model is told it, whether a text holds it, how
 * a text is made to. A page that only shows switches imports `declarations.ts`.
 */
import { declarations } from "./declarations.js";
import { type Constraint, UnknownConstraintError } from "./definition/constraint.js";
import { caseConstraints } from "./families/case.js";
import { contentConstraints } from "./families/content.js";
import { formatConstraints } from "./families/format.js";
import { keywordConstraints } from "./families/keywords.js";
import { languageConstraints } from "./families/language.js";
import { lengthConstraints } from "./families/length.js";
import { shapeConstraints } from "./families/shape.js";
import type { Selection } from "./selection.js";

const byId = new Map(
  [
    caseConstraints,
    shapeConstraints,
    formatConstraints,
    lengthConstraints,
    keywordConstraints,
    contentConstraints,
    languageConstraints,
  ]
    .flat<readonly Constraint[][]>()
    .map((constraint) => [constraint.id, constraint]),
);

/** In the order of the declarations. */
export const catalogue: readonly Constraint[] = declarations.map(({ id }) => findConstraint(id));

/**
 * The constraint with this id.
 *
 * @throws UnknownConstraintError naming the id and the nearest known ones.
 */
export function findConstraint(id: string): Constraint {
  const constraint = byId.get(id);
  if (!constraint) throw new UnknownConstraintError(id, [...byId.keys()]);
  return constraint;
}

/** One phrasing per constraint that is on, for a prompt that also tells the model. */
export function phrasingsFor(selection: Selection): string[] {
  return selection.constraints.flatMap(({ id, args }) =>
    findConstraint(id).phrasings(args).slice(0, 1),
  );
}
