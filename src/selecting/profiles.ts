/** Selections of documents and folders: followed, checked, and written. */
import * as vscode from "vscode";
import type { Problem } from "../writing/state/writing-state.js";
import { followActiveDocument } from "./active-document.js";
import { markProfileFaults, reportSettingFaults } from "./faults.js";
import { saveSelectionToDocument } from "./save-selection.js";
import type { SelectionStore } from "./selection-store.js";
import { trackSwitched } from "./switched-context.js";

/**
 * Registers `Tiller: Save Selection to Document` and `Tiller: Use the Document's Own Selection`, and keeps the
 * store in step with what is open.
 */
export function registerProfiles(
  store: SelectionStore,
  report: (problem: Problem) => void,
): vscode.Disposable {
  return vscode.Disposable.from(
    trackSwitched(store),
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
