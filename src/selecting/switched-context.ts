/** The context key by which menus know that a document's selection was switched by hand. */
import * as vscode from "vscode";
import type { SelectionStore } from "./selection-store.js";

/**
 * Keeps the context key `tiller.selectionIsSwitched` true while something else counts than what the
 * active document has of its own.
 */
export function trackSwitched(store: SelectionStore): vscode.Disposable {
  let known = false;
  const track = () => {
    const isSwitched = store.origin === "session";
    if (isSwitched === known) return;
    known = isSwitched;
    void vscode.commands.executeCommand("setContext", "tiller.selectionIsSwitched", isSwitched);
  };
  store.on("change", track);
  return { dispose: () => store.off("change", track) };
}
