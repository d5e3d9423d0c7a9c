/** The constraints of a model's vector set. */
import { declarations } from "../constraints/declarations.js";
import {
  type ActiveConstraint,
  activeConstraintSchema,
  parseActive,
} from "../constraints/selection.js";

/**
 * The constraints that a command makes, calibrates or evaluates unless it is told otherwise: those that
 * declare samples, with these as their arguments.
 */
export function defaultSet(): ActiveConstraint[] {
  return declarations.flatMap(({ id, samples = [] }) =>
    samples.map((args) => parseActive(activeConstraintSchema.parse({ id, args }))),
  );
}
