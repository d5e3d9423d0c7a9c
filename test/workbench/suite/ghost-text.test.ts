import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { Turns } from "../../../src/writing/streaming/turns.js";
import { GhostText } from "../../../src/writing/suggestions/ghost-text.js";
import { ScriptedEngine, written } from "./scripted-engine.js";
import { activeTiller, closeDocuments, frozenStream, showDocument } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships. In the morning";
const OFFERED = " all of them leave.";
const { Automatic, Invoke } = vscode.InlineCompletionTriggerKind;

const run = (command: string) => vscode.commands.executeCommand(command);

function set(key: string, value: unknown): Thenable<void> {
  return vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
}

describe("ghost text", () => {
  let tiller: Tiller;
  let script: ScriptedEngine;

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(() => {
    script = new ScriptedEngine(
      tiller.engine,
      Array.from({ length: 20 }, () => written(OFFERED, [])),
    );
  });

  afterEach(async () => {
    script.restore();
    await run("tiller.stop");
    await set("tiller.suggestions", undefined);
    await set("editor.accessibilitySupport", undefined);
    await closeDocuments();
  });

  /** What would be offered, beside whatever the editor itself does. */
  async function offered(
    document: vscode.TextDocument,
    triggerKind: vscode.InlineCompletionTriggerKind,
    offset = document.getText().length,
    selectedCompletionInfo?: vscode.SelectedCompletionInfo,
  ): Promise<string[]> {
    const ghostText = new GhostText({
      engine: tiller.engine,
      turns: new Turns(),
      state: tiller.writer.state,
      selected: () => tiller.selection.current,
      model: tiller.model,
      log: vscode.window.createOutputChannel("Tiller", { log: true }),
    });
    const { token } = new vscode.CancellationTokenSource();
    const items = await ghostText.provideInlineCompletionItems(
      document,
      document.positionAt(offset),
      { triggerKind, selectedCompletionInfo },
      token,
    );
    return items.map(({ insertText }) => String(insertText));
  }

  it("is shown when it is asked for, and taken with VS Code's own command", async () => {
    const editor = await showDocument(START);
    await run("tiller.suggest");
    assert.equal(editor.document.getText(), START, "nothing is written before it is taken");
    const { document } = editor;
    // When it has come into view, nothing tells; before, there is nothing to be taken.
    while (document.getText() === START) await run("editor.action.inlineSuggest.commit");
    assert.equal(document.getText(), START + OFFERED);
    assert.equal(tiller.writer.state.current.activity, undefined);
    await run("undo");
    assert.equal(editor.document.getText(), START);
  });

  it("comes after a pause only if the writer wants it, and never beside a screen reader", async () => {
    const { document } = await showDocument(START);
    assert.deepEqual(await offered(document, Automatic), []);
    await set("tiller.suggestions", "automatic");
    assert.deepEqual(await offered(document, Automatic), [OFFERED]);
    await set("editor.accessibilitySupport", "on");
    assert.deepEqual(await offered(document, Automatic), []);
    assert.deepEqual(await offered(document, Invoke), [OFFERED]);
  });

  it("is not offered in the middle of a word, nor beside a list of completions", async () => {
    const { document } = await showDocument(START);
    const inWord = START.indexOf("rbour is");
    assert.deepEqual(await offered(document, Invoke, inWord), []);
    const range = new vscode.Range(0, 0, 0, 0);
    assert.deepEqual(await offered(document, Invoke, START.length, { range, text: "" }), []);
  });

  it("says that there is nothing to go on from", async () => {
    const { document } = await showDocument("\n");
    assert.deepEqual(await offered(document, Invoke), []);
    assert.match(tiller.writer.state.current.problem?.message ?? "", /no text before the cursor/);
  });

  it("gives way to a stream that runs", async () => {
    script.restore();
    const editor = await showDocument(START);
    const { thaw, ended } = await frozenStream(editor);
    const { activity } = tiller.writer.state.current;
    await run("tiller.suggest");
    assert.equal(tiller.engine.pendingRequests, 1);
    assert.deepEqual(tiller.writer.state.current.activity, activity);
    thaw();
    await run("tiller.stop");
    await ended;
  });

  it("is offered in a notebook's text, not in its code", async () => {
    const { Markup, Code } = vscode.NotebookCellKind;
    const notebook = await vscode.workspace.openNotebookDocument(
      "jupyter-notebook",
      new vscode.NotebookData([
        new vscode.NotebookCellData(Markup, START, "markdown"),
        new vscode.NotebookCellData(Code, "# The harbour\n", "python"),
      ]),
    );
    await vscode.window.showNotebookDocument(notebook);
    const [text, code] = notebook.getCells();
    assert.ok(text && code);
    assert.deepEqual(await offered(text.document, Invoke), [OFFERED]);
    assert.deepEqual(await offered(code.document, Invoke), []);
  });
});
