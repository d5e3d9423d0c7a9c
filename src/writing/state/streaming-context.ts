/** The context key by which keybindings know that a stream runs. */
import * as vscode from "vscode";
import type { WritingState, WritingStateHolder } from "./writing-state.js";

/** Keeps `tiller.streaming` true while something is being written. */
export function trackStreaming(state: WritingStateHolder): vscode.Disposable {
  let known = false;
  const track = ({ activity }: WritingState) => {
    const streaming = activity !== undefined;
    if (streaming === known) return;
    known = streaming;
    void vscode.commands.executeCommand("setContext", "tiller.streaming", streaming);
  };
  state.on("change", track);
  return { dispose: () => state.off("change", track) };
}
