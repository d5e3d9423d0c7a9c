/** The extension under test and the documents that suites open. */
import assert from "node:assert/strict";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { until } from "../../support/until.js";
import { holdEngineAfter, letEngineGo } from "../holding/hold.js";

/** Fewer than the shortest text has. */
const SOME_PIECES = 3;
/** Folder of this run's own, which its processes know. */
export const run = process.env.TILLER_RUN ?? assert.fail("TILLER_RUN is not set");

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
  for (;;) {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
    const editor = await showAtEnd(document);
    if (document.getText() === content) return editor;
    // VS Code brings back what it had kept of a document of that name, which is gone a little later.
    await closeDocuments();
  }
}

/** Shows a new file of that name, of this run's own, with the cursor at its end. */
export async function showFile(name: string, content: string): Promise<vscode.TextEditor> {
  const uri = vscode.Uri.file(join(run, name));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  return showAtEnd(await vscode.workspace.openTextDocument(uri));
}

async function showAtEnd(document: vscode.TextDocument): Promise<vscode.TextEditor> {
  const end = document.positionAt(document.getText().length);
  return show(document, new vscode.Selection(end, end));
}

/** @returns once commands take the document for the one that they are meant for */
export async function show(
  document: vscode.TextDocument,
  selection?: vscode.Selection,
): Promise<vscode.TextEditor> {
  // A selection that is set later is told back later: it would undo what a test has set meanwhile.
  const editor = await vscode.window.showTextDocument(document, selection ? { selection } : {});
  await isActive(document);
  return editor;
}

/** Waits until the document is in front: of that an event tells, beside the answers of commands. */
export function isActive(document: vscode.TextDocument): Promise<void> {
  return until(() => vscode.window.activeTextEditor?.document === document);
}

/** Waits until the cursor is at the document's end: of its moves an event tells, beside the answers of commands. */
export function cursorIsAtEnd(): Promise<void> {
  return until(() => {
    const { document, selection } = vscode.window.activeTextEditor ?? {};
    if (!document || !selection) return false;
    return document.offsetAt(selection.active) === document.getText().length;
  });
}

/** Edits as a person does, whom nothing overtakes; `build` sees the document as it then is. */
export async function edit(
  editor: vscode.TextEditor,
  build: (edit: vscode.TextEditorEdit) => void,
): Promise<void> {
  // An edit that a stream overtakes is refused, not moved.
  while (!(await editor.edit(build)));
}

/** For `afterEach`: no document of one test is there in the next, and the engine is held no more. */
export async function closeDocuments(): Promise<void> {
  letEngineGo(run);
  while (vscode.window.tabGroups.all.some(({ tabs }) => tabs.length > 0)) {
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  // Of their end an event tells; until then a new one gets the same name, and the old one's text.
  await until(() => vscode.workspace.textDocuments.every(({ isUntitled }) => !isUntitled));
}

/**
 * Continues the document and holds the engine in the middle of the text: a stream that stays in
 * progress, however fast the model and slow the machine.
 *
 * @param command another one that writes
 * @returns once its first text is in the document
 */
export async function frozenStream(
  { document }: vscode.TextEditor,
  command = "tiller.continue",
): Promise<FrozenStream> {
  // At once: the command must find the selection that a test has just set.
  const { engine, writer } = extension().exports;
  const before = document.getText();
  const begun = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || document.getText() === before) return;
      listener.dispose();
      resolve();
    });
  });
  holdEngineAfter(SOME_PIECES, run);
  const ended = Promise.resolve(vscode.commands.executeCommand<void>(command));
  const endedEarly = ended.then(() => {
    throw new Error(writer.state.current.problem?.message ?? "nothing was written");
  });
  await Promise.race([begun, endedEarly]);
  endedEarly.catch(() => {});
  assert.ok(engine.processId !== undefined);
  return { engineProcess: engine.processId, thaw: () => letEngineGo(run), ended };
}

export interface FrozenStream {
  engineProcess: number;
  /** Lets the engine go on. */
  thaw: () => void;
  /** Settles with the command. */
  ended: Promise<void>;
}
