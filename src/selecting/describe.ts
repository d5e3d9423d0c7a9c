/** A selection in words, for a line of a list. */
import * as vscode from "vscode";
import { findDeclaration } from "../constraints/declarations.js";
import type { ActiveConstraint, Selection } from "../constraints/selection.js";

export function describeSelection({ constraints }: Selection): string {
  return constraints.length > 0
    ? constraints.map(describeConstraint).join(" · ")
    : vscode.l10n.t("Nothing is switched on");
}

/** The switch's label and, where it takes any, its arguments: "Sentences: 3, exactly". */
function describeConstraint(constraint: ActiveConstraint): string {
  const label = vscode.l10n.t(findDeclaration(constraint.id).label);
  const args = describeArguments(constraint);
  return args === "" ? label : vscode.l10n.t("{0}: {1}", label, args);
}

/** "3, exactly". */
export function describeArguments({ args }: ActiveConstraint): string {
  return Object.values(args).flat().join(", ");
}
