import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { activeTiller, closeDocuments, showDocument } from "./tiller.js";

const TEXT = "One ship came in.\nThe harbour was quiet.\n";
const without = {
  id: "keywords:forbidden_words",
  args: { forbidden_words: ["harbour"] },
  dial: 1,
  guarantee: false,
};

const check = () => vscode.commands.executeCommand("tiller.check");

function marked({ uri }: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "Tiller");
}

describe("a check of any text", () => {
  let tiller: Tiller;

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(() => {
    tiller.selection.set({ constraints: [without], tell: false });
  });

  afterEach(async () => {
    tiller.selection.set({ constraints: [], tell: false });
    await closeDocuments();
  });

  it("shows what fails where it stands, as long as the text is the same", async () => {
    const editor = await showDocument(TEXT);
    const { document } = editor;
    await check();
    assert.deepEqual(
      tiller.writer.state.current.checked?.lines.map(({ held }) => held),
      [false],
    );
    const [mark, ...others] = marked(document);
    assert.deepEqual(others, []);
    assert.ok(mark);
    assert.equal(document.getText(mark.range), "harbour");
    assert.equal(mark.severity, vscode.DiagnosticSeverity.Information);
    assert.match(mark.message, /harbour/);

    await editor.edit((edit) => edit.insert(document.positionAt(TEXT.length), "More.\n"));
    assert.equal(marked(document).length, 1, "what is typed below is another text");
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 3), " tall"));
    assert.deepEqual(marked(document), []);
  });

  it("is of the selected text alone, and its marks move with it", async () => {
    const editor = await showDocument(TEXT);
    const { document } = editor;
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    await check();
    assert.equal(tiller.writer.state.current.checked?.held, 1);
    editor.selection = new vscode.Selection(1, 0, 2, 0);
    await check();
    assert.equal(tiller.writer.state.current.checked?.failed, 1);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "Above.\n"));
    const [mark] = marked(document);
    assert.ok(mark);
    assert.equal(document.getText(mark.range), "harbour");
  });

  it("leaves out what stands before the text itself", async () => {
    await showDocument("---\ntitle: The harbour\n---\n\nOne ship came in.\n");
    await check();
    assert.equal(tiller.writer.state.current.checked?.held, 1);
  });

  it("has a line above the text, and both go when it is dismissed", async () => {
    const { document } = await showDocument(TEXT);
    await check();
    assert.equal(marked(document).length, 1);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      10,
    );
    const titles = lenses.map(({ command }) => command?.title ?? "");
    assert.ok(
      titles.some((title) => title.includes("0 of 1 held")),
      titles.join(),
    );
    await vscode.commands.executeCommand("tiller.dismissReceipt");
    assert.deepEqual(marked(document), []);
    assert.equal(tiller.writer.state.current.checked?.failed, 1, "the sidebar keeps it");
  });

  it("says that nothing is switched on, and offers to change that", async () => {
    tiller.selection.set({ constraints: [], tell: false });
    await showDocument(TEXT);
    await check();
    const { problem } = tiller.writer.state.current;
    assert.match(problem?.message ?? "", /No constraint is switched on/);
    assert.ok(problem?.action);
  });
});
