/** The command that checks any text, whoever wrote it. */
import * as vscode from "vscode";
import type { Selection as ConstraintSelection } from "../constraints/selection.js";
import type { EngineClient } from "../engine/client.js";
import { tell } from "./activity.js";
import * as problems from "./problems.js";
import type { CheckedText } from "./receipts/checked-text.js";
import type { WritingStateHolder } from "./writing-state.js";

/** What the command needs from the rest of the extension. */
export interface CheckSources {
  readonly engine: EngineClient;
  readonly state: WritingStateHolder;
  readonly checked: CheckedText;
  /** Which constraints are on. */
  readonly selected: () => ConstraintSelection;
}

/** Registers `Tiller: Check Text`. */
export function registerCheckCommand(sources: CheckSources): vscode.Disposable {
  const { state, selected } = sources;
  return vscode.commands.registerCommand("tiller.check", async () => {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return tell(state, problems.noEditor());
    const selection = selected();
    if (selection.constraints.length === 0) return tell(state, problems.nothingSwitchedOn());
    try {
      const receipt = await check(sources, editor, selection);
      const { problem: _solved, ...rest } = state.current;
      if (receipt) state.set({ ...rest, checked: receipt });
    } catch (error) {
      tell(state, problems.failed(error));
    }
  });
}

/** Checks the selected text, or all of it where nothing is selected. */
async function check(
  { engine, checked }: CheckSources,
  { document, selection: selected }: vscode.TextEditor,
  selection: ConstraintSelection,
) {
  const text = document.getText(selected.isEmpty ? undefined : selected);
  const start = selected.isEmpty ? 0 : document.offsetAt(selected.start);
  const outcome = await engine.request({ kind: "verify", text, selection });
  if (outcome.result) {
    checked.set(document, { start, end: start + text.length }, text, outcome.result);
  }
  return outcome.result;
}
