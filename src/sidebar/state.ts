/** What the sidebar shows, from what the rest of the extension knows. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { GuaranteeReport } from "../constraints/receipt.js";
import { conflictsIn, type Selection } from "../constraints/selection.js";
import type { GenerateResult, ModelDescription } from "../engine/protocol.js";
import type { WritingState } from "../writing/writing-state.js";
import type { LastText, SidebarState } from "./messages.js";

export interface Known {
  readonly selection: Selection;
  readonly writing: WritingState;
  /** The model in the engine's memory. */
  readonly model: ModelDescription | undefined;
  /** The model that the next request will run on. */
  readonly modelPath: string;
}

export function sidebarState({ selection, writing, model, modelPath }: Known): SidebarState {
  const { activity, problem, lastResult } = writing;
  return {
    selection,
    conflicts: conflictsIn(selection).map(({ ids, reason }) => ({ ids: [...ids], reason })),
    ...(activity && { activity }),
    ...(problem && {
      problem: {
        message: problem.message,
        ...(problem.action && { action: problem.action.title }),
      },
    }),
    ...(lastResult && isWorthShowing(lastResult) && { lastText: lastText(lastResult) }),
    model: modelLine(model, modelPath, lastResult),
  };
}

/** A text of which nothing was asked, and about which there is nothing to know, has no receipt. */
function isWorthShowing({ texts, notes }: GenerateResult): boolean {
  return notes.length > 0 || (texts[0]?.receipt.lines.length ?? 0) > 0;
}

function lastText({ texts: [text], notes }: GenerateResult): LastText {
  if (!text || text.receipt.lines.length === 0) return { lines: [], notes };
  const { receipt, guarantees } = text;
  return {
    summary: vscode.l10n.t("{0} of {1} held", receipt.held, receipt.lines.length),
    lines: receipt.lines.map(({ id, label, held, reason }) => {
      const guarantee = guarantees.find((one) => one.id === id);
      return {
        label: vscode.l10n.t(label),
        held,
        reason: guarantee ? `${reason} ${whatItDid(guarantee)}` : reason,
      };
    }),
    notes,
  };
}

/** Whether steering alone was enough. */
function whatItDid({ interventions }: GuaranteeReport): string {
  if (interventions === 0) return vscode.l10n.t("The guarantee had nothing to do.");
  return interventions === 1
    ? vscode.l10n.t("The guarantee acted once.")
    : vscode.l10n.t("The guarantee acted {0} times.", interventions);
}

function modelLine(
  model: ModelDescription | undefined,
  modelPath: string,
  lastResult: GenerateResult | undefined,
): SidebarState["model"] {
  if (!model) {
    const summary = vscode.l10n.t("{0} (not loaded)", basename(modelPath));
    return { summary, path: modelPath };
  }
  const speed = lastResult?.model.path === model.path ? lastResult.tokensPerSecond : undefined;
  const parts = [model.name, model.device];
  if (speed !== undefined) parts.push(vscode.l10n.t("{0} tokens/s", Math.round(speed)));
  return { summary: parts.join(" · "), path: model.path };
}
