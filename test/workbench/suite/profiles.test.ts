import assert from "node:assert/strict";
import * as vscode from "vscode";
import { parseConstraint } from "../../../src/constraints/notation.js";
import type { Selection } from "../../../src/constraints/selection.js";
import type { Tiller } from "../../../src/extension.js";
import { activeTiller, closeDocuments, showDocument } from "./tiller.js";

const CAPITALS = "change_case:english_capital";
const CONCISE = "length_constraints:concise";
const NO_COMMA = "punctuation:no_comma";

const selectionOf = (tell: boolean, ...constraints: string[]): Selection => ({
  constraints: constraints.map(parseConstraint),
  tell,
});

const withProfile = (constraint: string) =>
  `---\ntiller:\n  tell: true\n  constraints:\n    - ${constraint}\n---\n\nThe harbour.`;

describe("a document's own selection", () => {
  const workspace = selectionOf(false, NO_COMMA);
  let tiller: Tiller;

  const counting = () => [tiller.selection.origin, tiller.selection.current];

  const setConstraints = async (constraints: string[] | undefined) => {
    await vscode.workspace
      .getConfiguration("tiller", { languageId: "markdown" })
      .update("constraints", constraints, vscode.ConfigurationTarget.Workspace, true);
  };

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(() => {
    tiller.selection.set(workspace);
  });

  afterEach(async () => {
    await setConstraints(undefined);
    await closeDocuments();
    tiller.selection.set({ constraints: [], tell: false });
  });

  it("stands in its front matter, and counts while it is active", async () => {
    await showDocument("No profile.");
    assert.deepEqual(counting(), ["workspace", workspace]);
    await showDocument(withProfile(CAPITALS));
    assert.deepEqual(counting(), ["document", selectionOf(true, CAPITALS)]);
    await showDocument("No profile either.");
    assert.deepEqual(counting(), ["workspace", workspace]);
  });

  it("is switched for it alone until its text says otherwise", async () => {
    const editor = await showDocument(withProfile(CAPITALS));
    const switched = selectionOf(false, CONCISE);
    tiller.selection.set(switched);
    assert.deepEqual(counting(), ["session", switched]);
    await showDocument("No profile.");
    assert.deepEqual(counting(), ["workspace", workspace]);
    const again = await vscode.window.showTextDocument(editor.document);
    assert.deepEqual(counting(), ["session", switched]);
    const start = editor.document.getText().indexOf(CAPITALS);
    const range = new vscode.Range(
      editor.document.positionAt(start),
      editor.document.positionAt(start + CAPITALS.length),
    );
    await again.edit((edit) => edit.replace(range, NO_COMMA));
    assert.deepEqual(counting(), ["document", selectionOf(true, NO_COMMA)]);
  });

  it("has its mistakes marked where they stand, and the rest counts", async () => {
    const { document } = await showDocument(withProfile(`${CAPITALS}\n    - concise`));
    const [diagnostic, ...others] = vscode.languages.getDiagnostics(document.uri);
    assert.ok(diagnostic && others.length === 0);
    assert.equal(document.getText(diagnostic.range), "concise");
    assert.match(diagnostic.message, /no constraint "concise"/);
    assert.deepEqual(tiller.selection.current, selectionOf(true, CAPITALS));
  });

  it("stands in the settings for its language, where its text has none", async () => {
    await showDocument("No profile.");
    await setConstraints([CONCISE]);
    assert.deepEqual(counting(), ["settings", selectionOf(false, CONCISE)]);
    await showDocument(withProfile(CAPITALS));
    assert.deepEqual(counting(), ["document", selectionOf(true, CAPITALS)]);
    const plain = await vscode.workspace.openTextDocument({ language: "plaintext", content: "x" });
    await vscode.window.showTextDocument(plain);
    assert.deepEqual(counting(), ["workspace", workspace]);
  });

  it("is read from settings that are wrong in part, which one sentence says", async () => {
    await showDocument("No profile.");
    await setConstraints([CONCISE, "nonsense"]);
    assert.deepEqual(tiller.selection.current, selectionOf(false, CONCISE));
    const { problem } = tiller.writer.state.current;
    assert.match(problem?.message ?? "", /tiller\.constraints.*no constraint "nonsense"/);
    assert.ok(problem?.action);
  });

  it("is written into its front matter in one step of the undo history", async () => {
    const text = "---\ntitle:  'Harbour' # mine\n---\n\nThe harbour.";
    const { document } = await showDocument(text);
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    assert.equal(
      document.getText(),
      text.replace("mine\n", `mine\ntiller:\n  constraints:\n    - ${NO_COMMA}\n`),
    );
    assert.deepEqual(counting(), ["document", workspace]);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), text);
    assert.deepEqual(counting(), ["workspace", workspace]);
  });

  it("is written as the document ends its lines", async () => {
    const editor = await showDocument("The harbour.\nThe sea.");
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    const text = editor.document.getText();
    assert.doesNotMatch(text, /(?<!\r)\n/);
    assert.deepEqual(counting(), ["document", workspace]);
  });

  it("is written into comments of LaTeX", async () => {
    const content = "\\documentclass{article}\n";
    const document = await vscode.workspace.openTextDocument({ language: "latex", content });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    assert.equal(document.getText(), `% tiller: ${NO_COMMA}\n${content}`);
    assert.deepEqual(counting(), ["document", workspace]);
  });

  it("is not written where a document can hold none, and a sentence says so", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "json", content: "{}" });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    assert.equal(document.getText(), "{}");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /Markdown.*LaTeX/);
  });
});
