import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { activeTiller, closeDocuments, frozenStream, showDocument } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships.";

const run = (command: string) => vscode.commands.executeCommand(command);

describe("a discard", () => {
  let tiller: Tiller;

  before(async () => {
    tiller = await activeTiller();
  });

  afterEach(async () => {
    await run("tiller.stop");
    await closeDocuments();
  });

  it("takes out what was written last, and an undo brings it back", async () => {
    const { document } = await showDocument(START);
    await run("tiller.continue");
    const text = document.getText();
    assert.ok(text.length > START.length);
    await run("tiller.discard");
    assert.equal(document.getText(), START);
    await run("undo");
    assert.equal(document.getText(), text);
    await run("undo");
    assert.equal(document.getText(), START);
  });

  it("also stops what is being written", async () => {
    const editor = await showDocument(START);
    const { thaw, ended } = await frozenStream(editor);
    const discarded = run("tiller.discard");
    thaw();
    await discarded;
    await ended;
    assert.equal(editor.document.getText(), START);
    assert.equal(tiller.engine.pendingRequests, 0);
  });

  it("leaves what the person typed around the text", async () => {
    const editor = await showDocument(START);
    await run("tiller.continue");
    const { document } = editor;
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), "Mine. ");
      edit.insert(document.positionAt(document.getText().length), " Mine, too.");
    });
    await run("tiller.discard");
    assert.equal(document.getText(), `Mine. ${START} Mine, too.`);
  });

  it("refuses a text that the person has typed into", async () => {
    const editor = await showDocument(START);
    await run("tiller.continue");
    const { document } = editor;
    await editor.edit((edit) => edit.insert(document.positionAt(START.length + 2), "¶"));
    const text = document.getText();
    await run("tiller.discard");
    assert.equal(document.getText(), text);
    assert.match(tiller.writer.state.current.problem?.message ?? "", /You have changed this text/);
  });

  it("says that there is nothing to discard", async () => {
    const { document } = await showDocument(START);
    await run("tiller.discard");
    assert.equal(document.getText(), START);
    assert.match(tiller.writer.state.current.problem?.message ?? "", /no text by Tiller/);
  });
});
