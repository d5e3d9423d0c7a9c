/** Constraints as options of a command. */
import { parseConstraint } from "../constraints/command-line.js";
import { type ActiveConstraint, parseSelection, type Selection } from "../constraints/selection.js";

export const selectionOptions = {
  steer: { type: "string", multiple: true },
  include: { type: "string", multiple: true },
  exclude: { type: "string", multiple: true },
  language: { type: "string" },
  tell: { type: "boolean" },
} as const;

interface SelectionValues {
  steer?: string[] | undefined;
  include?: string[] | undefined;
  exclude?: string[] | undefined;
  language?: string | undefined;
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
  return parseSelection({ constraints, tell: values.tell ?? false });
}
