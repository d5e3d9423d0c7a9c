/** The one small immutable value that says which constraints are on; it travels everywhere. */
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { quoted } from "../text/quoted.js";
import { findDeclaration } from "./declarations.js";
import { firstClash } from "./definition/claims.js";
import { ConstraintError } from "./definition/constraint.js";

/** The most that a dial can be turned up to, in units of the calibrated value. */
export const MAX_DIAL = 2;

/** Names that are unknown stand in it, and may be of any length. */
const LONGEST_REASON = 300;

/**
 * A constraint that is on: its arguments, how hard it is steered (1 is the calibrated value), and
 * whether it is also guaranteed, where its declaration says how.
 */
export const activeConstraintSchema = z
  .object({
    id: z.string(),
    args: z.record(z.string(), z.unknown()).default({}),
    dial: z.number().min(0).max(MAX_DIAL).default(1),
    guarantee: z.boolean().default(false),
  })
  .readonly();
export type ActiveConstraint = z.infer<typeof activeConstraintSchema>;

/** `tell`: also put the phrasings into the prompt. */
export const selectionSchema = z
  .object({
    constraints: z.array(activeConstraintSchema).readonly(),
    tell: z.boolean().default(false),
  })
  .readonly();
export type Selection = z.infer<typeof selectionSchema>;

/**
 * A selection from anything, its ids known and its arguments parsed (defaults filled in).
 *
 * @throws ConstraintError in one sentence that names the field, the id or the argument.
 */
export function parseSelection(input: unknown): Selection {
  const parsed = selectionSchema.safeParse(input);
  if (!parsed.success)
    throw new ConstraintError(l10n.t("The selection is malformed: {0}.", why(parsed.error)));
  return { ...parsed.data, constraints: parsed.data.constraints.map(parseActive) };
}

/**
 * A constraint that is on, its id known, its arguments parsed and its guarantee possible.
 *
 * @throws ConstraintError in one sentence that names the id or the argument.
 */
export function parseActive(active: ActiveConstraint): ActiveConstraint {
  const { label, guarantee } = findDeclaration(active.id);
  if (active.guarantee && guarantee === undefined) {
    throw new ConstraintError(
      l10n.t('"{0}" ({1}) cannot be guaranteed, only steered.', l10n.t(label), active.id),
    );
  }
  return { ...active, args: parseArguments(active.id, active.args) };
}

/**
 * The arguments of one constraint, parsed.
 *
 * @throws UnknownConstraintError, or ConstraintError in one sentence that names the argument.
 */
export function parseArguments(id: string, args: unknown): Record<string, unknown> {
  const parsed = findDeclaration(id).args.safeParse(args);
  if (!parsed.success) throw new ConstraintError(`${id}: ${why(parsed.error)}.`);
  return parsed.data;
}

/** Two constraints, in the order of the selection, and the reason in one sentence. */
export interface Conflict {
  ids: readonly [string, string];
  reason: string;
}

/** Every pair of the selection that conflicts, explained. Nothing is switched off. */
export function conflictsIn(selection: Selection): Conflict[] {
  const claimed = selection.constraints.map(({ id, args }) => {
    const declaration = findDeclaration(id);
    return { id, label: l10n.t(declaration.label), claims: declaration.claims(args) };
  });
  const conflicts: Conflict[] = [];
  claimed.forEach((one, place) => {
    for (const other of claimed.slice(place + 1)) {
      const clash = firstClash(one.claims, other.claims);
      if (clash) {
        conflicts.push({
          ids: [one.id, other.id],
          reason: l10n.t('"{0}" and "{1}" cannot both hold: {2}.', one.label, other.label, clash),
        });
      }
    }
  });
  return conflicts;
}

function why(error: z.ZodError): string {
  const reasons = error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join(".")}: ${message}` : message,
  );
  return quoted(reasons.join("; "), LONGEST_REASON);
}
