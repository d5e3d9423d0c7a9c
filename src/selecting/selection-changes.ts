/** One change of a selection, and what it makes of it. */
import * as z from "zod";
import { formatConstraint } from "../constraints/notation.js";
import {
  type ActiveConstraint,
  activeConstraintSchema,
  parseArguments,
  type Selection,
} from "../constraints/selection.js";

const { id, args, dial, guarantee } = activeConstraintSchema.unwrap().shape;

/** One change of the selection. */
export const selectionChangeSchema = z.discriminatedUnion("change", [
  /** On, with these arguments; a constraint that is on already keeps its dial. */
  z.object({ change: z.literal("on"), id, args }),
  z.object({ change: z.literal("off"), id }),
  z.object({ change: z.literal("dial"), id, dial: dial.unwrap() }),
  z.object({ change: z.literal("guarantee"), id, guarantee: guarantee.unwrap() }),
  z.object({ change: z.literal("tell"), tell: z.boolean() }),
]);
export type SelectionChange = z.infer<typeof selectionChangeSchema>;

/**
 * The selection after one change; the order in which constraints were switched on is kept.
 *
 * @throws ConstraintError in one sentence if the change names an unknown constraint or arguments
 * that it does not take.
 */
export function changed(selection: Selection, change: SelectionChange): Selection {
  switch (change.change) {
    case "on":
      return switchedOn(selection, change.id, parseArguments(change.id, change.args));
    case "off":
      return {
        ...selection,
        constraints: selection.constraints.filter(({ id }) => id !== change.id),
      };
    case "dial":
      return replaced(selection, change.id, (active) => ({ ...active, dial: change.dial }));
    case "guarantee":
      return replaced(selection, change.id, (active) => ({
        ...active,
        guarantee: change.guarantee,
      }));
    case "tell":
      return { ...selection, tell: change.tell };
  }
}

/** A constraint that is on exactly as given goes off; any other goes on as given. */
export function toggled(selection: Selection, constraint: ActiveConstraint): Selection {
  const { id } = constraint;
  const before = selection.constraints.find((active) => active.id === id);
  if (!before) return { ...selection, constraints: [...selection.constraints, constraint] };
  return formatConstraint(before) === formatConstraint(constraint)
    ? changed(selection, { change: "off", id })
    : replaced(selection, id, () => constraint);
}

function switchedOn(selection: Selection, id: string, args: Record<string, unknown>): Selection {
  if (selection.constraints.some((active) => active.id === id)) {
    return replaced(selection, id, (active) => ({ ...active, args }));
  }
  return {
    ...selection,
    constraints: [...selection.constraints, { id, args, dial: 1, guarantee: false }],
  };
}

function replaced(
  selection: Selection,
  id: string,
  replace: (active: ActiveConstraint) => ActiveConstraint,
): Selection {
  return {
    ...selection,
    constraints: selection.constraints.map((active) =>
      active.id === id ? replace(active) : active,
    ),
  };
}
