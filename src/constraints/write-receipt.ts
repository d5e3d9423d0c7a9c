/** Writes receipts: runs the verifier of every constraint that is on. */
import * as l10n from "@vscode/l10n";
import { findConstraint } from "./catalogue.js";
import type { Receipt } from "./receipt.js";
import type { Selection } from "./selection.js";

/**
 * One line per constraint that is on, in the selection's order, by the writer's reading.
 *
 * @throws UnknownConstraintError if the selection was not parsed by `parseSelection`.
 */
export function writeReceipt(text: string, selection: Selection): Receipt {
  const lines = selection.constraints.map(({ id, args }) => {
    const constraint = findConstraint(id);
    return { id, label: l10n.t(constraint.label), ...constraint.verify(text, args) };
  });
  const held = lines.filter((line) => line.held).length;
  return { lines, held, failed: lines.length - held };
}
