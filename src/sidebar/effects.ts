/** What each switch does on the model in use, from what calibration found. */
import * as vscode from "vscode";
import { declarations } from "../constraints/declarations.js";
import type { Declaration } from "../constraints/definition/constraint.js";
import { parseArguments, type Selection } from "../constraints/selection.js";
import type { CalibrationResult } from "../engine/api/protocol.js";
import { type CalibratedChoice, type CalibrationMode, choiceIn } from "../steering/calibration.js";
import { vectorName } from "../steering/vector-name.js";
import { controlFor } from "./control.js";
import type { Effect, SidebarState } from "./messages.js";

/** Nothing is said while the calibration has not been read. */
export function effectsOf(
  selection: Selection,
  calibration: CalibrationResult | undefined,
): Pick<SidebarState, "effects" | "noEffects"> {
  if (!calibration) return { effects: {} };
  if (!calibration.calibrated) return { effects: {}, noEffects: notMeasured() };
  const mode = selection.tell ? "told" : "alone";
  const known = new Map(calibration.constraints.map((entry) => [entry.id, entry]));
  const effects = declarations.flatMap(({ id }): [string, Effect][] => {
    const args = argumentsIn(selection, id);
    // Without its arguments there is nothing yet that could have an effect.
    if (!args && !known.has(id)) return [];
    const choice =
      (args && choiceIn(known.get(vectorName(id, args)), mode)) ?? choiceIn(known.get(id), mode);
    return [[id, choice ? measured(choice, mode) : unmeasured()]];
  });
  return { effects: Object.fromEntries(effects) };
}

/** Those of the constraint that is on, else those it would begin with. */
function argumentsIn(selection: Selection, id: string): Record<string, unknown> | undefined {
  const active = selection.constraints.find((constraint) => constraint.id === id);
  if (active) return active.args;
  beginnings ??= new Map(
    declarations.map((declaration) => [declaration.id, beginning(declaration)]),
  );
  return beginnings.get(id);
}

/** Read from schemas, which takes a while. */
let beginnings: ReadonlyMap<string, Record<string, unknown> | undefined> | undefined;

function beginning(declaration: Declaration): Record<string, unknown> | undefined {
  const { needed, initialArguments } = controlFor(declaration);
  return needed ? undefined : parseArguments(declaration.id, initialArguments);
}

function measured(choice: CalibratedChoice, mode: CalibrationMode): Effect {
  const { strength, accuracyOff, accuracyOn, examples } = choice;
  const without = percent(accuracyOff);
  if (strength !== 0) {
    return {
      summary: vscode.l10n.t("{0} → {1}", without, percent(accuracyOn)),
      help:
        mode === "told"
          ? vscode.l10n.t(
              "With this model told, it held in {0} of {1} texts; told and steered, in {2}.",
              without,
              examples,
              percent(accuracyOn),
            )
          : vscode.l10n.t(
              "On this model it held in {0} of {1} texts without steering, in {2} with it.",
              without,
              examples,
              percent(accuracyOn),
            ),
    };
  }
  if (accuracyOff < 1) {
    return {
      summary: vscode.l10n.t("no effect here"),
      help: vscode.l10n.t(
        "No steering that helps was found on this model; it held in {0} of {1} texts without steering.",
        without,
        examples,
      ),
    };
  }
  return {
    summary: vscode.l10n.t("{0} unsteered", without),
    help: vscode.l10n.t(
      "Steering has nothing to add on this model; it held in all {0} texts without steering.",
      examples,
    ),
  };
}

function unmeasured(): Effect {
  return {
    summary: vscode.l10n.t("not measured yet"),
    help: vscode.l10n.t("How much steering helps on this model has not been measured yet."),
  };
}

function notMeasured(): SidebarState["noEffects"] {
  return {
    message: vscode.l10n.t("What steering does on this model has not been measured yet."),
    action: vscode.l10n.t("How to Measure"),
  };
}

function percent(share: number): string {
  return new Intl.NumberFormat(vscode.env.language, { style: "percent" }).format(share);
}
