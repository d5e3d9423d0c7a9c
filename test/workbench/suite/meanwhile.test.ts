import assert from "node:assert/strict";
import { once } from "node:events";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { ScriptedEngine, written } from "./scripted-engine.js";
import { TextSource } from "./text-source.js";
import { activeTiller, closeDocuments, edit, showDocument } from "./tiller.js";

describe("what a person does meanwhile", () => {
  let tiller: Tiller;
  let restore: () => void = () => {};

  before(async () => {
    tiller = await activeTiller();
  });

  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand("tiller.stop");
    await closeDocuments();
    // No passage outlives its document, whose end is told a little later.
    while (tiller.passages.last) await once(tiller.passages, "change");
  });

  it("leaves a stream going on in a document whose language they change", async () => {
    const source = new TextSource(tiller.engine);
    restore = () => source.restore();
    const { document } = await showDocument("It rains.");
    const { ended } = await source.continue();
    await source.write(" It", document);
    await vscode.languages.setTextDocumentLanguage(document, "plaintext");
    await source.write(" pours.", document);
    source.end();
    await ended;
    assert.equal(document.getText(), "It rains. It pours.");
    assert.equal(tiller.passages.in(document).length, 1);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), "It rains.");
  });

  it("is brought back by one undo when they reject the text that they typed into", async () => {
    const script = new ScriptedEngine(tiller.engine, [written("It pours.", [])]);
    restore = () => script.restore();
    const editor = await showDocument("It rains.");
    const { document } = editor;
    await vscode.commands.executeCommand("tiller.rewrite");
    assert.equal(document.getText(), "It rains.\n\nIt pours.");
    const at = document.positionAt(document.getText().indexOf("pours"));
    await edit(editor, (build) => build.insert(at, "really "));
    await vscode.commands.executeCommand("tiller.reject");
    assert.equal(document.getText(), "It rains.");
    const { problem } = tiller.writer.state.current;
    assert.ok(problem?.action, "they are told of it");
    await problem.action.run();
    assert.equal(document.getText(), "It rains.\n\nIt really pours.");
  });
});
