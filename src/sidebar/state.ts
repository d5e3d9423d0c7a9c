/** What the sidebar shows, from what the rest of the extension knows. */
import { basename } from "node:path";
import * as vscode from "vscode";
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

function lastText({ texts, notes }: GenerateResult): LastText {
  const receipt = texts[0]?.receipt;
  if (!receipt || receipt.lines.length === 0) return { lines: [], notes };
  return {
    summary: vscode.l10n.t("{0} of {1} held", receipt.held, receipt.lines.length),
    lines: receipt.lines.map(({ label, held, reason }) => ({
      label: vscode.l10n.t(label),
      held,
      reason,
    })),
    notes,
  };
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
