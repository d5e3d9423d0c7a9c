/** Selections of documents and folders: followed, checked, and written. */
import * as vscode from "vscode";
import { contextKey } from "../workbench/context-key.js";
import { listening } from "../workbench/listening.js";
import type { Problem } from "../writing/state/writing-state.js";
import { followActiveDocument } from "./active-document.js";
import { markProfileFaults, reportSettingFaults } from "./faults.js";
import { saveSelectionToDocument } from "./save-selection.js";
import type { SelectionStore } from "./selection-store.js";

/**
 * Registers `Tiller: Save Selection to Document` and `Tiller: Use the Document's Own Selection`, and keeps the
 * store in step with what is open.
 */
export function registerProfiles(
  store: SelectionStore,
  report: (problem: Problem) => void,
): vscode.Disposable {
  const switched = contextKey("tiller.selectionIsSwitched");
  return vscode.Disposable.from(
    listening(store, "change", () => switched(store.origin === "session")),
    followActiveDocument(store),
    markProfileFaults(),
    reportSettingFaults(report),
    vscode.commands.registerCommand("tiller.saveSelectionToDocument", async () => {
      const problem = await saveSelectionToDocument(store.current);
      if (problem) report(problem);
    }),
    vscode.commands.registerCommand("tiller.useDocumentSelection", () => store.useOwn()),
  );
}
