/** Streams into all sorts of documents, and what people and other programs do to those meanwhile. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { until } from "../../support/until.js";
import { ReadOnlyFiles } from "./read-only-files.js";
import { TextSource } from "./text-source.js";
import {
  activeTiller,
  closeDocuments,
  cursorIsAtEnd,
  run,
  show,
  showDocument,
  showFile,
} from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships.";

describe("a stream into a document that somebody works with", () => {
  let tiller: Tiller;
  let source: TextSource;
  const registered: vscode.Disposable[] = [];

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(() => {
    source = new TextSource(tiller.engine);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("tiller.stop");
    source.restore();
    await closeDocuments();
    for (const one of registered.splice(0)) one.dispose();
  });

  it("offers what a document that was closed could not take", async () => {
    const file = vscode.Uri.file(join(run, "closed.md"));
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(START));
    // As people open it: nobody else keeps the document when its editor is closed.
    await vscode.commands.executeCommand("vscode.open", file);
    await isShown(START);
    await vscode.commands.executeCommand("cursorBottom");
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document);
    await cursorIsAtEnd();
    registered.push(
      vscode.workspace.onDidCloseTextDocument((closed) => {
        // On its way when the document closes.
        if (closed === document) source.push(" Two.");
      }),
    );
    const { ended } = await source.continue();
    await source.write(" One.", document);
    await document.save();
    await closeDocuments();
    await ended;
    const { problem } = tiller.writer.state.current;
    assert.match(problem?.message ?? "", /was closed before/);
    await problem?.action?.run();
    await isShown(" Two.");
  });

  it("goes on in a document behind another, and is all there when it ends", async () => {
    const { document } = await showDocument(START);
    const { ended } = await source.continue();
    await source.write(" One.", document);
    const other = await showDocument("Another.");
    source.push(" Two.");
    source.push(" Three.");
    source.end();
    await ended;
    assert.equal(document.getText(), `${START} One. Two. Three.`);
    assert.equal(other.document.getText(), "Another.");
  });

  it("goes on when its document comes to the front again", async () => {
    const { document } = await showDocument(START);
    const { ended } = await source.continue();
    await showDocument("Another.");
    source.push(" One.");
    const written = untilTextIs(document, `${START} One.`);
    await show(document);
    await written;
    source.end();
    await ended;
    assert.equal(document.getText(), `${START} One.`);
  });

  it("is saved as far as it has come, and goes on", async () => {
    const { document: file } = await showFile("saved.md", START);
    const { ended } = await source.continue();
    await source.write(" One.", file);
    await file.save();
    assert.equal(await readFile(file.uri.fsPath, "utf8"), `${START} One.`);
    await source.write(" Two.", file);
    source.end();
    await ended;
    assert.equal(file.getText(), `${START} One. Two.`);
    assert.ok(file.isDirty);
    // People can undo back to what they saved.
    await vscode.commands.executeCommand("undo");
    assert.equal(file.getText(), `${START} One.`);
    await vscode.commands.executeCommand("undo");
    assert.equal(file.getText(), START);
  });

  it("goes on behind what a formatter makes of its text at a save", async () => {
    const settings = vscode.workspace.getConfiguration("editor", { languageId: "plaintext" });
    const format = (value: boolean | undefined) =>
      settings.update("formatOnSave", value, vscode.ConfigurationTarget.Workspace, true);
    registered.push(
      vscode.languages.registerDocumentFormattingEditProvider("plaintext", {
        // As formatters do: everything is replaced.
        provideDocumentFormattingEdits: (document) => {
          const text = document.getText();
          const whole = new vscode.Range(document.positionAt(0), document.positionAt(text.length));
          return [vscode.TextEdit.replace(whole, text.replace(/ {2,}/g, " "))];
        },
      }),
    );
    await format(true);
    try {
      const { document: file } = await showFile("formatted.txt", "The  harbour  is full.");
      const { ended } = await source.continue();
      await source.write(" One  two", file);
      await file.save();
      assert.equal(file.getText(), "The harbour is full. One two");
      await source.write("  three.", file);
      source.end();
      await ended;
      assert.equal(file.getText(), "The harbour is full. One two  three.");
    } finally {
      await format(undefined);
    }
  });

  it("gives way to the next request, and keeps its text", async () => {
    const first = await showDocument(START);
    const { ended: firstEnded } = await source.continue();
    await source.write(" One.", first.document);
    const second = await showDocument("Another");
    const { ended: secondEnded } = await source.continue();
    await firstEnded;
    await source.write(" two.", second.document);
    source.end();
    await secondEnded;
    assert.equal(first.document.getText(), `${START} One.`);
    assert.equal(second.document.getText(), "Another two.");
  });

  it("says that a document is read-only, before the engine is asked", async () => {
    const files = new ReadOnlyFiles(START);
    registered.push(
      vscode.workspace.registerFileSystemProvider("tiller-read-only", files, { isReadonly: true }),
    );
    const uri = vscode.Uri.parse("tiller-read-only:/harbour.md");
    await show(await vscode.workspace.openTextDocument(uri));
    await vscode.commands.executeCommand("cursorBottom");
    await cursorIsAtEnd();
    await vscode.commands.executeCommand("tiller.continue");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /read-only/);
    assert.equal(source.isStreaming, false);
  });

  it("offers what a document that became read-only could not take", async () => {
    const { document: file } = await showFile("read-only.md", START);
    const { ended } = await source.continue();
    await source.write(" One.", file);
    await vscode.commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
    source.push(" Two.");
    await ended;
    const { problem } = tiller.writer.state.current;
    assert.match(problem?.message ?? "", /read-only/);
    assert.equal(file.getText(), `${START} One.`);
    await vscode.commands.executeCommand(
      "workbench.action.files.resetActiveEditorReadonlyInSession",
    );
    await problem?.action?.run();
    await isShown(" Two.");
  });

  it("leaves a person's brackets alone, which the editor closes for them", async () => {
    const editor = await showDocument(START);
    const { ended } = await source.continue();
    await source.write(" One", editor.document);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand("type", { text: "(" });
    await source.write(" two.", editor.document);
    await vscode.commands.executeCommand("type", { text: "x" });
    source.end();
    await ended;
    const [title, typed, text] = editor.document.getText().split("\n");
    assert.deepEqual(
      [title, typed, text],
      ["# The harbour", "(x)", "The harbour is full of large ships. One two."],
    );
  });

  it("is the same in two editors, with either in front", async () => {
    const { document } = await showDocument(START);
    const { ended } = await source.continue();
    await source.write(" One.", document);
    const beside = await vscode.window.showTextDocument(document, vscode.ViewColumn.Beside);
    beside.selection = new vscode.Selection(0, 0, 0, 0);
    await source.write(" Two.", document);
    await vscode.commands.executeCommand("type", { text: "x" });
    await vscode.commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await source.write(" Three.", document);
    source.end();
    await ended;
    assert.equal(document.getText(), `x${START} One. Two. Three.`);
  });

  it("goes on around the edits of another extension", async () => {
    const { document } = await showDocument(START);
    const { ended } = await source.continue();
    await source.write(" One two", document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "<!-- draft -->\n");
    edit.replace(document.uri, rangeOf(document, "One"), "1");
    await vscode.workspace.applyEdit(edit);
    await source.write(" three.", document);
    source.end();
    await ended;
    assert.equal(document.getText(), `<!-- draft -->\n${START} 1 two three.`);
  });

  it("writes into a notebook's Markdown cell", async () => {
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, START, "markdown");
    const notebook = await vscode.workspace.openNotebookDocument(
      "jupyter-notebook",
      new vscode.NotebookData([cell]),
    );
    const shown = await vscode.window.showNotebookDocument(notebook);
    shown.selection = new vscode.NotebookRange(0, 1);
    const { document } = notebook.cellAt(0);
    const edited = new Promise<vscode.TextEditor>((resolve) => {
      const listener = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document !== document) return;
        listener.dispose();
        resolve(editor);
      });
    });
    await vscode.commands.executeCommand("notebook.cell.edit");
    const editor = await edited;
    const end = document.positionAt(START.length);
    editor.selection = new vscode.Selection(end, end);
    const { ended } = await source.continue();
    await source.write(" One.", document);
    await source.write(" Two.", document);
    source.end();
    await ended;
    assert.equal(document.getText(), `${START} One. Two.`);
  });
});

/** Waits until a document with exactly this text is in front. */
function isShown(text: string): Promise<void> {
  return until(() => vscode.window.activeTextEditor?.document.getText() === text);
}

function untilTextIs(document: vscode.TextDocument, text: string): Promise<void> {
  return new Promise((resolve) => {
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document !== document || document.getText() !== text) return;
      listener.dispose();
      resolve();
    });
  });
}

function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const offset = document.getText().indexOf(text);
  return new vscode.Range(document.positionAt(offset), document.positionAt(offset + text.length));
}
