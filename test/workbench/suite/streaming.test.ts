import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { isInCapitals } from "../capitals.js";
import { activeTiller, closeDocuments, edit, frozenStream, showDocument } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships.";
const capitals = { id: "change_case:english_capital", args: {}, dial: 1, guarantee: false };
/** So that a stream is still far from its end when it is frozen. */
const verbose = { id: "length_constraints:verbose", args: {}, dial: 1, guarantee: false };

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
    const editor = await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    const text = editor.document.getText();
    const written = text.slice(START.length);
    assert.ok(text.startsWith(START));
    assert.match(written, /\p{Lu}{3}/u);
    assert.ok(isInCapitals(written), written);
    const receipt = tiller.writer.state.current.lastResult?.texts[0]?.receipt;
    assert.deepEqual([receipt?.held, receipt?.failed], [1, 0]);
  });

  it("is in the document while the model still writes", async () => {
    tiller.selection.set({ constraints: [verbose], tell: false });
    const editor = await showDocument(START);
    const { thaw, ended } = await frozenStream(editor);
    const textSoFar = editor.document.getText();
    assert.equal(tiller.engine.pendingRequests, 1);
    thaw();
    await ended;
    const text = editor.document.getText();
    assert.ok(text.startsWith(textSoFar) && text.length > textSoFar.length, text);
  });

  it("is one step of the undo history", async () => {
    const editor = await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    assert.notEqual(editor.document.getText(), START);
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), START);
  });

  it("that follows an instruction behind a heading begins a paragraph, in the same step", async () => {
    const heading = "# The harbour";
    const editor = await showDocument(heading);
    await vscode.commands.executeCommand("tiller.write", "Write about a harbour.");
    assert.match(editor.document.getText(), /^# The harbour\n\n\S/);
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), heading);
  });

  it("goes where the cursor was although the person types above it", async () => {
    tiller.selection.set({ constraints: [verbose], tell: false });
    const editor = await showDocument(START);
    const { thaw, ended } = await frozenStream(editor);
    await edit(editor, (edit) => edit.insert(new vscode.Position(0, 0), "<!-- draft -->\n"));
    const withDraft = editor.document.getText();
    thaw();
    await ended;
    const text = editor.document.getText();
    assert.ok(withDraft.startsWith(`<!-- draft -->\n${START}`), withDraft);
    assert.ok(text.startsWith(withDraft) && text.length > withDraft.length, text);
  });

  it("keeps its text when it is stopped, and the engine is idle then", async () => {
    tiller.selection.set({ constraints: [verbose], tell: false });
    const editor = await showDocument(START);
    const { thaw, ended } = await frozenStream(editor);
    const textSoFar = editor.document.getText();
    const stopped = vscode.commands.executeCommand("tiller.stop");
    thaw();
    await stopped;
    assert.equal(tiller.engine.pendingRequests, 0);
    await ended;
    assert.ok(editor.document.getText().startsWith(textSoFar));
    assert.equal(tiller.writer.state.current.lastResult?.texts[0]?.stop, "stopped");
    await vscode.commands.executeCommand("undo");
    assert.equal(editor.document.getText(), START);
  });

  it("says in one sentence that there is nothing to continue", async () => {
    await showDocument("");
    await vscode.commands.executeCommand("tiller.continue");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /no text before the cursor/);
    assert.equal(tiller.engine.pendingRequests, 0);
  });

  it("keeps its text when the engine dies, and the next stream has a new engine", async () => {
    tiller.selection.set({ constraints: [verbose], tell: false });
    const editor = await showDocument(START);
    const { engineProcess, thaw, ended } = await frozenStream(editor);
    process.kill(engineProcess, "SIGKILL");
    await ended;
    // Or it would hold the next one, too.
    thaw();
    assert.match(tiller.writer.state.current.problem?.message ?? "", /ended unexpectedly/);
    const kept = editor.document.getText();
    assert.ok(kept.length > START.length);

    await vscode.commands.executeCommand("tiller.continue");
    assert.ok(editor.document.getText().startsWith(kept));
    assert.notEqual(tiller.engine.processId, engineProcess);
    assert.equal(tiller.writer.state.current.problem, undefined);
  });
});
