/** The extension under test and the documents that suites open. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import type { WritingState } from "../../../src/writing/writing-state.js";

export function extension(): vscode.Extension<Tiller> {
  const found = vscode.extensions.getExtension<Tiller>("tiller.tiller");
  assert.ok(found, "the extension is not installed in this host");
  return found;
}

export async function activeTiller(): Promise<Tiller> {
  return extension().activate();
}

/** Shows a new Markdown document with the cursor at its end. */
export async function showDocument(content: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  const editor = await vscode.window.showTextDocument(document);
  const end = document.positionAt(content.length);
  editor.selection = new vscode.Selection(end, end);
  return editor;
}

/** For `afterEach`: no document of one test is there in the next. */
export async function closeDocuments(): Promise<void> {
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
}

/**
 * Continues the document and freezes the engine's process at its first text: a stream that stays in
 * progress, however fast the model.
 *
 * @returns once that text is in the document
 */
export async function frozenStream({ document }: vscode.TextEditor): Promise<FrozenStream> {
  const { engine, writer } = await activeTiller();
  const before = document.getText();
  const frozen = new Promise<number>((resolve) => {
    const freezeAtFirstText = ({ activity }: WritingState) => {
      if (activity?.message !== "Writing" || !engine.processId) return;
      process.kill(engine.processId, "SIGSTOP");
      writer.state.off("change", freezeAtFirstText);
      resolve(engine.processId);
    };
    writer.state.on("change", freezeAtFirstText);
  });
  const begun = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || document.getText() === before) return;
      listener.dispose();
      resolve();
    });
  });
  const ended = Promise.resolve(vscode.commands.executeCommand<void>("tiller.continue"));
  const endedEarly = ended.then(() => {
    throw new Error(writer.state.current.problem?.message ?? "nothing was written");
  });
  const [engineProcess] = await Promise.race([Promise.all([frozen, begun]), endedEarly]);
  endedEarly.catch(() => {});
  return { engineProcess, thaw: () => process.kill(engineProcess, "SIGCONT"), ended };
}

export interface FrozenStream {
  engineProcess: number;
  /** Lets the engine go on. */
  thaw: () => void;
  /** Settles with the command. */
  ended: Promise<void>;
}
