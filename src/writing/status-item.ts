/** The one status bar item: what Tiller is doing, and how the last text did. */
import * as vscode from "vscode";
import type { Receipt } from "../constraints/receipt.js";
import { shownReceipt, type WritingState, type WritingStateHolder } from "./writing-state.js";

/** Shows the state of the writing side for as long as it is not disposed. */
export function showStatusItem(state: WritingStateHolder): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("tiller", vscode.StatusBarAlignment.Right, 100);
  item.name = "Tiller";
  const show = (current: WritingState) => {
    const { text, spoken, tooltip, command } = statusFor(current);
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.accessibilityInformation = { label: spoken, role: "button" };
    item.show();
  };
  show(state.current);
  state.on("change", show);
  return vscode.Disposable.from(item, { dispose: () => state.off("change", show) });
}

interface Status {
  text: string;
  /** For a screen reader, which would read icon names out. */
  spoken: string;
  tooltip: string;
  command: string;
}

function statusFor(state: WritingState): Status {
  const { activity, problem, review } = state;
  if (activity) {
    const spoken = vscode.l10n.t("Tiller: {0}", activity.message);
    return {
      text: `$(loading~spin) ${spoken}`,
      spoken,
      tooltip: vscode.l10n.t("{0}. Click or press Escape in the text to stop.", activity.message),
      command: "tiller.stop",
    };
  }
  const command = "tiller.constraints.focus";
  if (problem) {
    const spoken = vscode.l10n.t("Tiller: Problem");
    return { text: `$(warning) ${spoken}`, spoken, tooltip: problem.message, command };
  }
  const receipt = shownReceipt(state);
  if (review) {
    const spoken = vscode.l10n.t("Tiller: {0} of {1} to review", review.number, review.of);
    const tooltip = receipt?.lines.length
      ? asLines(receipt)
      : vscode.l10n.t("Accept or reject what stands beside your text");
    return { text: `$(diff) ${spoken}`, spoken, tooltip, command };
  }
  if (receipt && receipt.lines.length > 0) {
    const spoken = vscode.l10n.t("Tiller: {0}/{1} held", receipt.held, receipt.lines.length);
    const icon = receipt.failed === 0 ? "$(pass)" : "$(circle-slash)";
    return { text: `${icon} ${spoken}`, spoken, tooltip: asLines(receipt), command };
  }
  const tooltip = vscode.l10n.t("Show what Tiller steers");
  return { text: "Tiller", spoken: "Tiller", tooltip, command };
}

function asLines({ lines }: Receipt): string {
  return lines
    .map(({ held, label, reason }) => `${held ? "✓" : "✗"} ${label}: ${reason}`)
    .join("\n");
}
