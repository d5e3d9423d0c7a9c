/** The one status bar item: what Tiller is doing, and how the last text did. */
import * as vscode from "vscode";
import type { Receipt } from "../../constraints/receipt.js";
import type { EngineClient } from "../../engine/api/client.js";
import type { ModelDescription } from "../../engine/api/protocol.js";
import type { ModelInUse } from "../../settings/model-in-use.js";
import { asText } from "../../workbench/as-text.js";
import { listening } from "../../workbench/listening.js";
import { shownReceipt, type WritingState, type WritingStateHolder } from "./writing-state.js";

/** Longer names of models would push other items out. */
const MODEL_LENGTH = 32;

/** Shows the state of the writing side, and the model, for as long as it is not disposed. */
export function showStatusItem(
  state: WritingStateHolder,
  engine: EngineClient,
  model: ModelInUse,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("tiller", vscode.StatusBarAlignment.Right, 100);
  item.name = "Tiller";
  const show = () => {
    const shown = shownModel(engine.model, model);
    const { text, spoken, tooltip, command } = statusFor(state.current, shown);
    item.text = text;
    item.tooltip = tooltip;
    item.command = command;
    item.accessibilityInformation = { label: spoken, role: "button" };
    item.show();
  };
  show();
  return vscode.Disposable.from(
    item,
    listening(state, "change", show),
    listening(engine, "model", show),
    listening(model, "change", show),
  );
}

interface ShownModel {
  name: string;
  /** Name, device, and what was done to make it fit, as far as they are known. */
  line: string;
}

function shownModel(loaded: ModelDescription | undefined, { path, name }: ModelInUse): ShownModel {
  if (loaded?.path !== path) return { name, line: vscode.l10n.t("{0} (not loaded)", name) };
  const { device, loadingNote } = loaded;
  const line = vscode.l10n.t("{0} on {1}", name, device);
  return { name, line: loadingNote === undefined ? line : `${line}\n${loadingNote}` };
}

interface Status {
  text: string;
  /** For a screen reader, which would read icon names out. */
  spoken: string;
  tooltip: string;
  command: string;
}

function statusFor(state: WritingState, model: ShownModel): Status {
  const { activity, problem, review } = state;
  if (activity) {
    const spoken = vscode.l10n.t("Tiller: {0}", activity.message);
    return {
      text: `$(loading~spin) ${asText(spoken)}`,
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
      : vscode.l10n.t("Accept or reject the new text beside yours");
    return { text: `$(diff) ${spoken}`, spoken, tooltip, command };
  }
  if (receipt && receipt.lines.length > 0) {
    const spoken = vscode.l10n.t("Tiller: {0}/{1} held", receipt.held, receipt.lines.length);
    const icon = receipt.failed === 0 ? "$(pass)" : "$(circle-slash)";
    return { text: `${icon} ${spoken}`, spoken, tooltip: asLines(receipt), command };
  }
  const spoken = vscode.l10n.t("Tiller: {0}", model.name);
  return {
    text: asText(vscode.l10n.t("Tiller: {0}", shortened(model.name))),
    spoken: vscode.l10n.t("{0}, choose another model", spoken),
    tooltip: vscode.l10n.t("{0}\nClick to choose another model.", model.line),
    command: "tiller.chooseModel",
  };
}

function shortened(name: string): string {
  return name.length > MODEL_LENGTH ? `${name.slice(0, MODEL_LENGTH - 1)}…` : name;
}

function asLines({ lines }: Receipt): string {
  return lines
    .map(({ held, label, reason }) => `${held ? "✓" : "✗"} ${label}: ${reason}`)
    .join("\n");
}
