/** The command that checks any text, whoever wrote it. */
import * as vscode from "vscode";
import type { Receipt } from "../../constraints/receipt.js";
import type { Selection as ConstraintSelection } from "../../constraints/selection.js";
import { protectedSpans } from "../../text/protected/protected-spans.js";
import type { Span } from "../../text/span.js";
import type { CheckedText } from "../receipts/checked-text.js";
import { tell } from "../state/activity.js";
import * as problems from "../state/problems.js";
import type { TextSources } from "../streaming/sources.js";

export interface CheckSources extends Pick<TextSources, "engine" | "state" | "selected"> {
  readonly checked: CheckedText;
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

async function check(
  { engine, checked }: CheckSources,
  editor: vscode.TextEditor,
  selection: ConstraintSelection,
): Promise<Receipt | undefined> {
  const { document } = editor;
  const { start, end } = toBeChecked(editor);
  const text = document.getText().slice(start, end);
  const { result } = await engine.request({ kind: "verify", text, selection });
  if (result) checked.set(document, { start, end }, text, result);
  return result;
}

/** The selected text; all of it where nothing is selected, without what stands before the text itself. */
function toBeChecked({ document, selection }: vscode.TextEditor): Span {
  if (!selection.isEmpty) {
    return { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  }
  const text = document.getText();
  const frontMatter = protectedSpans(text, document.languageId).find(
    ({ kind }) => kind === "frontMatter",
  );
  return { start: frontMatter?.end ?? 0, end: text.length };
}
