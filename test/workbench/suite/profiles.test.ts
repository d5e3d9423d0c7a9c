import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import * as vscode from "vscode";
import { parseConstraint } from "../../../src/constraints/notation.js";
import type { Selection } from "../../../src/constraints/selection.js";
import type { Tiller } from "../../../src/extension.js";
import { until } from "../../support/until.js";
import { activeTiller, closeDocuments, edit, show, showDocument } from "./tiller.js";

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

  /** Which one counts, once it is this one: of documents and settings events tell, in their time. */
  const counts = async (origin: string, selection: Selection) => {
    const counting = () => [tiller.selection.origin, tiller.selection.current];
    const isSo = () => isDeepStrictEqual(counting(), [origin, selection]);
    await until(isSo).catch(() => assert.deepEqual(counting(), [origin, selection]));
  };

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
    await counts("workspace", workspace);
    await showDocument(withProfile(CAPITALS));
    await counts("document", selectionOf(true, CAPITALS));
    await showDocument("No profile either.");
    await counts("workspace", workspace);
  });

  it("is switched for it alone until its text says otherwise", async () => {
    const editor = await showDocument(withProfile(CAPITALS));
    const switched = selectionOf(false, CONCISE);
    tiller.selection.set(switched);
    await counts("session", switched);
    await showDocument("No profile.");
    await counts("workspace", workspace);
    const again = await show(editor.document);
    await counts("session", switched);
    await vscode.commands.executeCommand("tiller.useDocumentSelection");
    await counts("document", selectionOf(true, CAPITALS));
    tiller.selection.set(switched);
    await counts("session", switched);
    const start = editor.document.getText().indexOf(CAPITALS);
    const range = new vscode.Range(
      editor.document.positionAt(start),
      editor.document.positionAt(start + CAPITALS.length),
    );
    await edit(again, (edit) => edit.replace(range, NO_COMMA));
    await counts("document", selectionOf(true, NO_COMMA));
  });

  it("has its mistakes marked where they stand, and the rest counts", async () => {
    const { document } = await showDocument(withProfile(`${CAPITALS}\n    - concise`));
    await until(() => vscode.languages.getDiagnostics(document.uri).length > 0);
    const [diagnostic, ...others] = vscode.languages.getDiagnostics(document.uri);
    assert.ok(diagnostic && others.length === 0);
    assert.equal(document.getText(diagnostic.range), "concise");
    assert.match(diagnostic.message, /no constraint "concise"/);
    await counts("document", selectionOf(true, CAPITALS));
  });

  it("stands in the settings for its language, where its text has none", async () => {
    await showDocument("No profile.");
    await setConstraints([CONCISE]);
    await counts("settings", selectionOf(false, CONCISE));
    await showDocument(withProfile(CAPITALS));
    await counts("document", selectionOf(true, CAPITALS));
    const plain = await vscode.workspace.openTextDocument({ language: "plaintext", content: "x" });
    await show(plain);
    await counts("workspace", workspace);
  });

  it("is read from settings that are wrong in part, which one sentence says", async () => {
    await showDocument("No profile.");
    await setConstraints([CONCISE, "nonsense"]);
    await counts("settings", selectionOf(false, CONCISE));
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
    await counts("document", workspace);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), text);
    await counts("workspace", workspace);
  });

  it("is written as the document ends its lines", async () => {
    const editor = await showDocument("The harbour.\nThe sea.");
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    const text = editor.document.getText();
    assert.doesNotMatch(text, /(?<!\r)\n/);
    await counts("document", workspace);
  });

  it("is written into comments of LaTeX", async () => {
    const content = "\\documentclass{article}\n";
    const document = await vscode.workspace.openTextDocument({ language: "latex", content });
    await show(document);
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    assert.equal(document.getText(), `% tiller: ${NO_COMMA}\n${content}`);
    await counts("document", workspace);
  });

  it("is not written where a document can hold none, and a sentence says so", async () => {
    const document = await vscode.workspace.openTextDocument({ language: "json", content: "{}" });
    await show(document);
    await vscode.commands.executeCommand("tiller.saveSelectionToDocument");
    assert.equal(document.getText(), "{}");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /Markdown.*LaTeX/);
  });
});
