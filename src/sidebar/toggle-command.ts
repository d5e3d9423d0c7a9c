/** The switches without the sidebar: in a list of the command palette's, and by keys of one's own. */
import * as vscode from "vscode";
import * as z from "zod";
import { ConstraintError } from "../constraints/definition/constraint.js";
import { parseConstraint } from "../constraints/notation.js";
import type { ActiveConstraint } from "../constraints/selection.js";
import { changed, toggled } from "../selecting/selection-changes.js";
import type { SelectionStore } from "../selecting/selection-store.js";
import type { Problem } from "../writing/state/writing-state.js";
import { askForArguments } from "./ask-arguments.js";
import type { Control } from "./messages.js";
import { askForConstraint, askForStrength, askWhatToDo } from "./toggle-picks.js";

/** What a keybinding may give: `{ "constraint": "length_constraints:concise@1.2" }`. */
const givenSchema = z.object({ constraint: z.string() });

/** Registers `Tiller: Toggle Constraint...`. */
export function registerToggleCommand(
  store: SelectionStore,
  report: (problem: Problem) => void,
): vscode.Disposable {
  return vscode.commands.registerCommand("tiller.toggleConstraint", async (given?: unknown) => {
    const { data } = givenSchema.safeParse(given);
    try {
      if (data) store.set(toggled(store.current, parseConstraint(data.constraint)));
      else await toggleByAsking(store);
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      report({ message: error.message });
    }
  });
}

/** What is off goes on; of what is on the person says what is to change. */
async function toggleByAsking(store: SelectionStore): Promise<void> {
  const control = await askForConstraint(store.current);
  if (!control) return;
  const active = store.current.constraints.find(({ id }) => id === control.id);
  if (active) await change(store, control, active);
  else await switchOn(store, control);
}

async function switchOn(store: SelectionStore, control: Control): Promise<void> {
  const { id, initialArguments } = control;
  const args = await askForArguments(control, initialArguments);
  const dial = args && (await askForStrength(control));
  if (!args || dial === undefined) return;
  const on = changed(store.current, { change: "on", id, args });
  store.set(changed(on, { change: "dial", id, dial }));
}

async function change(
  store: SelectionStore,
  control: Control,
  { id, args, guarantee }: ActiveConstraint,
): Promise<void> {
  switch (await askWhatToDo(control, guarantee)) {
    case "off":
      return store.set(changed(store.current, { change: "off", id }));
    case "guarantee":
      return store.set(changed(store.current, { change: "guarantee", id, guarantee: !guarantee }));
    case "strength": {
      const dial = await askForStrength(control);
      if (dial !== undefined) store.set(changed(store.current, { change: "dial", id, dial }));
      return;
    }
    case "arguments": {
      const changedArgs = await askForArguments(control, args);
      if (changedArgs) store.set(changed(store.current, { change: "on", id, args: changedArgs }));
    }
  }
}
