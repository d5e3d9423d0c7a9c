/** Carries out what the person asked for in the sidebar's page. */
import * as vscode from "vscode";
import { ConstraintError } from "../constraints/definition/constraint.js";
import { changed, type SelectionChange } from "../selecting/selection-changes.js";
import type { SelectionStore } from "../selecting/selection-store.js";
import type { Passage } from "../writing/passages/passage.js";
import { type PlacedReceipt, showFailingPlace } from "../writing/receipts/placed-receipt.js";
import type { Writer } from "../writing/streaming/writer.js";
import type { SidebarSources } from "./sidebar.js";

export interface Receiving {
  readonly selection: SelectionStore;
  readonly writer: Writer;
  /** The passage whose texts are shown. */
  passage(): Passage | undefined;
  /** The receipt that is shown; undefined when a person has changed its text. */
  receipt(): PlacedReceipt | undefined;
  /** Says how it is measured what steering does on the model. */
  explainMeasuring(): void;
}

export function receiver(receiving: Receiving): SidebarSources["receive"] {
  const { selection, writer, passage, receipt, explainMeasuring } = receiving;
  return (message) => {
    switch (message.type) {
      case "select":
        return select(message.change);
      case "run":
        return void vscode.commands.executeCommand(`tiller.${message.command}`);
      case "apply-preset":
        return void vscode.commands.executeCommand("tiller.applyPreset", message.name);
      case "show-place":
        return void show(message.line);
      case "show-variant":
        return void passage()?.show(message.index);
      case "go-on":
        return void vscode.commands.executeCommand("tiller.continue", passage());
      case "resolve":
        return void writer.state.current.problem?.action?.run();
      case "measure":
        return explainMeasuring();
    }
  };

  function select(change: SelectionChange): void {
    try {
      selection.set(changed(selection.current, change));
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error;
      writer.report({ message: error.message });
    }
  }

  async function show(line: number): Promise<void> {
    const placed = receipt();
    if (placed && (await showFailingPlace(placed, line))) return;
    writer.report({
      message: vscode.l10n.t("The text has changed since then, so this place no longer exists."),
    });
  }
}
