/** Carries out what the person asked for in the sidebar's page. */
import * as vscode from "vscode";
import { ConstraintError } from "../constraints/constraint.js";
import { changed } from "../selecting/selection-changes.js";
import type { SelectionStore } from "../selecting/selection-store.js";
import type { Writer } from "../writing/writer.js";
import type { SelectionChange } from "./messages.js";
import type { SidebarSources } from "./sidebar.js";

export function receiver(selection: SelectionStore, writer: Writer): SidebarSources["receive"] {
  return (message) => {
    switch (message.type) {
      case "select":
        return select(message.change);
      case "continue":
        return void vscode.commands.executeCommand("tiller.continue");
      case "stop":
        return void vscode.commands.executeCommand("tiller.stop");
      case "resolve":
        return void writer.state.current.problem?.action?.run();
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
}
