import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { type ReceiptLine, ScriptedEngine, written } from "./scripted-engine.js";
import { activeTiller, closeDocuments, showDocument } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of ships.";
const TEXT = "\n\nA gull cries, loudly.";
const comma = TEXT.indexOf(",");
const held: ReceiptLine = { id: "a", label: "A", held: true, reason: "It is." };
const failed: ReceiptLine = {
  id: "b",
  label: "B",
  held: false,
  reason: "A comma appears.",
  span: { start: comma, end: comma + 1 },
};

function marks({ uri }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Tiller");
}

async function lensesOf({ uri }: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand("vscode.executeCodeLensProvider", uri, 20);
}

describe("a receipt in the text", () => {
  let tiller: Tiller;
  let script: ScriptedEngine;

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(() => {
    script = new ScriptedEngine(tiller.engine, [written(TEXT, [held, failed])]);
  });

  afterEach(async () => {
    script.restore();
    const settings = vscode.workspace.getConfiguration("tiller");
    await settings.update("receiptInText", undefined, vscode.ConfigurationTarget.Global);
    await closeDocuments();
  });

  async function writtenDocument(): Promise<vscode.TextEditor> {
    const editor = await showDocument(START);
    await vscode.commands.executeCommand("tiller.continue");
    assert.equal(editor.document.getText(), START + TEXT);
    return editor;
  }

  it("stands above the text, with what can be done", async () => {
    const { document } = await writtenDocument();
    const lenses = await lensesOf(document);
    const [summary, ...others] = lenses.map(({ command }) => command?.title ?? "");
    assert.match(summary ?? "", /1 of 2 held/);
    assert.deepEqual(others, ["Retry What Failed", "Variants", "Dismiss"]);
    const line = document.positionAt(START.length + 2).line;
    assert.deepEqual([...new Set(lenses.map(({ range }) => range.start.line))], [line]);
  });

  it("marks what failed, moves with it, and is there as long as the text is", async () => {
    const editor = await writtenDocument();
    const { document } = editor;
    const isMarked = () => {
      const [mark, ...others] = marks(document);
      assert.deepEqual(others, []);
      assert.ok(mark);
      assert.equal(document.getText(mark.range), ",");
      assert.equal(mark.message, failed.reason);
    };
    isMarked();
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Above.\n"));
    isMarked();
    const inside = document.positionAt(document.getText().indexOf("gull"));
    await editor.edit((edit) => edit.insert(inside, "grey "));
    assert.deepEqual(marks(document), []);
    assert.deepEqual(await lensesOf(document), []);
    await vscode.commands.executeCommand("undo");
    isMarked();
  });

  it("is dismissed by a quick fix at its mark, which can also retry", async () => {
    const { document } = await writtenDocument();
    const [mark] = marks(document);
    assert.ok(mark);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      mark.range,
    );
    const command = (title: string) => actions.find((action) => action.title === title)?.command;
    assert.equal(command("Retry What Failed")?.command, "tiller.retry");
    const dismiss = command("Dismiss");
    assert.ok(dismiss);
    await vscode.commands.executeCommand(dismiss.command, ...(dismiss.arguments ?? []));
    assert.deepEqual(marks(document), []);
    assert.deepEqual(await lensesOf(document), []);
  });

  it("is not shown where the writer does not want it", async () => {
    const { document } = await writtenDocument();
    assert.equal(marks(document).length, 1);
    const settings = vscode.workspace.getConfiguration("tiller");
    await settings.update("receiptInText", false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lensesOf(document), []);
    assert.deepEqual(marks(document), []);
  });
});

describe("a text that was cut off", () => {
  let tiller: Tiller;
  let script: ScriptedEngine;
  const cutOff = (text: string) => ({ ...written(text, []), stop: "length" as const });

  before(async () => {
    tiller = await activeTiller();
  });

  afterEach(async () => {
    script.restore();
    await closeDocuments();
  });

  it("says so at its end, and goes on from there, wherever the cursor is", async () => {
    script = new ScriptedEngine(tiller.engine, [cutOff(TEXT), written(" It is late.", [])]);
    const editor = await showDocument(START);
    const { document } = editor;
    await vscode.commands.executeCommand("tiller.continue");
    const [lens, ...others] = await lensesOf(document);
    assert.deepEqual(others, []);
    assert.equal(lens?.command?.title, `Cut off after ${TEXT.length} tokens: Continue Writing`);
    assert.equal(lens.range.start.line, document.lineCount - 1);
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await vscode.commands.executeCommand("tiller.continue", ...(lens.command.arguments ?? []));
    assert.equal(document.getText(), `${START}${TEXT} It is late.`);
    assert.deepEqual(await lensesOf(document), []);
  });
});
