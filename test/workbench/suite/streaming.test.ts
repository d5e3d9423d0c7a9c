import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { activeTiller, closeDocuments, showDocument, textOnce } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships.";
const capitals = { id: "change_case:english_capital", args: {}, dial: 1 };

describe("a stream into a document", () => {
  let tiller: Tiller;

  before(async () => {
    tiller = await activeTiller();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("tiller.stop");
    tiller.selection.set({ constraints: [], tell: false });
    await closeDocuments();
  });

  it("obeys the constraints that are on, and its receipt says so", async () => {
    tiller.selection.set({ constraints: [capitals], tell: false });
    const { document } = await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    const text = document.getText();
    const written = text.slice(START.length);
    assert.ok(text.startsWith(START));
    assert.match(written, /\p{Lu}{3}/u);
    assert.equal(written, written.toUpperCase());
    const receipt = tiller.writer.state.current.lastResult?.texts[0]?.receipt;
    assert.deepEqual([receipt?.held, receipt?.failed], [1, 0]);
  });

  it("arrives piece by piece", async () => {
    const { document } = await showDocument(START);
    const lengths: number[] = [];
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === document) lengths.push(document.getText().length);
    });
    await vscode.commands.executeCommand("tiller.continue");
    listener.dispose();
    assert.ok(new Set(lengths).size > 3, `only ${lengths.length} changes`);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => a - b),
    );
  });

  it("is one step of the undo history", async () => {
    const { document } = await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    assert.notEqual(document.getText(), START);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), START);
  });

  it("goes where the cursor was although the person types above it", async () => {
    const { document } = await showDocument(START);
    const done = vscode.commands.executeCommand("tiller.continue");
    await textOnce(document, (text) => text.length > START.length);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), "<!-- draft -->\n");
    await vscode.workspace.applyEdit(edit);
    await done;
    assert.ok(document.getText().startsWith(`<!-- draft -->\n${START}`), document.getText());
  });

  it("keeps its text when it is stopped, and the engine is idle then", async () => {
    const { document } = await showDocument(START);
    const done = vscode.commands.executeCommand("tiller.continue");
    const soFar = await textOnce(document, (text) => text.length > START.length);
    await vscode.commands.executeCommand("tiller.stop");
    assert.equal(tiller.engine.pendingRequests, 0);
    await done;
    assert.ok(document.getText().startsWith(soFar));
    assert.equal(tiller.writer.state.current.lastResult?.texts[0]?.stop, "stopped");
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), START);
  });

  it("says in one sentence when the document has nothing to continue", async () => {
    await showDocument("");
    await vscode.commands.executeCommand("tiller.continue");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /no text before the cursor/);
    assert.equal(tiller.engine.pendingRequests, 0);
  });

  it("survives the death of the engine and starts it again", async () => {
    const { document } = await showDocument(START);
    const done = vscode.commands.executeCommand("tiller.continue");
    await textOnce(document, (text) => text.length > START.length);
    const { processId } = tiller.engine;
    assert.ok(processId);
    process.kill(processId, "SIGKILL");
    await done;
    assert.match(tiller.writer.state.current.problem?.message ?? "", /ended unexpectedly/);
    const kept = document.getText();
    assert.ok(kept.length > START.length);

    await vscode.commands.executeCommand("tiller.continue");
    assert.ok(document.getText().startsWith(kept));
    assert.notEqual(tiller.engine.processId, processId);
    assert.equal(tiller.writer.state.current.problem, undefined);
  });
});
