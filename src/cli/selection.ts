/** Constraints as options of a command. */

import { ConstraintError } from "../constraints/definition/constraint.js";
import { parseConstraint } from "../constraints/notation.js";
import { type ActiveConstraint, parseSelection, type Selection } from "../constraints/selection.js";

export const selectionOptions = {
  steer: { type: "string", multiple: true },
  include: { type: "string", multiple: true },
  exclude: { type: "string", multiple: true },
  language: { type: "string" },
  guarantee: { type: "string", multiple: true },
  tell: { type: "boolean" },
} as const;

export interface SelectionValues {
  steer?: string[] | undefined;
  include?: string[] | undefined;
  exclude?: string[] | undefined;
  language?: string | undefined;
  guarantee?: string[] | undefined;
  tell?: boolean | undefined;
}

/** @throws ConstraintError in one sentence */
export function selectionFrom(values: SelectionValues): Selection {
  const constraints: Partial<ActiveConstraint>[] = (values.steer ?? []).map(parseConstraint);
  const { include, exclude, language } = values;
  if (include) constraints.push({ id: "keywords:existence", args: { keywords: include } });
  if (exclude)
    constraints.push({ id: "keywords:forbidden_words", args: { forbidden_words: exclude } });
  if (language !== undefined) {
    constraints.push({ id: "language:response_language", args: { language } });
  }
  const guaranteed = values.guarantee ?? [];
  const stray = guaranteed.find((id) => constraints.every((constraint) => constraint.id !== id));
  if (stray !== undefined) {
    throw new ConstraintError(
      `--guarantee ${stray}: that constraint is not on; add it by --steer.`,
    );
  }
  return parseSelection({
    constraints: constraints.map((constraint) => ({
      ...constraint,
      guarantee: constraint.guarantee === true || guaranteed.includes(constraint.id ?? ""),
    })),
    tell: values.tell ?? false,
  });
}
