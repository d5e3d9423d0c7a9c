/** A selection as it is written down: in settings, in a document, as a preset. */
import * as l10n from "@vscode/l10n";
import { ConstraintError } from "../constraints/definition/constraint.js";
import { formatConstraint, parseConstraint } from "../constraints/notation.js";
import type { ActiveConstraint, Selection } from "../constraints/selection.js";

export interface WrittenSelection {
  /** Each in the notation of `constraints/notation.ts`. */
  readonly constraints: readonly string[];
  readonly tell: boolean;
}

/** What was read of a list of constraints; what is wrong with one leaves the others as they are. */
export interface ReadConstraints {
  readonly constraints: readonly ActiveConstraint[];
  readonly faults: readonly { readonly index: number; readonly message: string }[];
}

export function writtenSelection({ constraints, tell }: Selection): WrittenSelection {
  return { constraints: constraints.map(formatConstraint), tell };
}

/** @param written may hold anything; a fault is one sentence */
export function readConstraints(written: readonly unknown[]): ReadConstraints {
  const constraints: ActiveConstraint[] = [];
  const faults: { index: number; message: string }[] = [];
  written.forEach((one, index) => {
    try {
      constraints.push(readOne(one, constraints));
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      faults.push({ index, message: error.message });
    }
  });
  return { constraints, faults };
}

function readOne(written: unknown, before: readonly ActiveConstraint[]): ActiveConstraint {
  if (typeof written !== "string") {
    throw new ConstraintError(
      l10n.t('A constraint is written as text, for example "{0}".', "length_constraints:concise"),
    );
  }
  const constraint = parseConstraint(written);
  if (before.some(({ id }) => id === constraint.id)) {
    throw new ConstraintError(l10n.t("{0} is named twice; the first counts.", constraint.id));
  }
  return constraint;
}
