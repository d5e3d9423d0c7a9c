import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { isInCapitals } from "../capitals.js";
import { activeTiller, closeDocuments, showDocument } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships.";
const capitals = { id: "change_case:english_capital", args: {}, dial: 1, guarantee: false };

const run = (command: string) => vscode.commands.executeCommand(command);

describe("variants of a passage", () => {
  let tiller: Tiller;

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(async () => {
    tiller.selection.set({ constraints: [capitals], tell: false });
    await setMaxTokens(24);
  });

  afterEach(async () => {
    await run("tiller.stop");
    tiller.selection.set({ constraints: [], tell: false });
    await setMaxTokens(undefined);
    await closeDocuments();
  });

  function setMaxTokens(value: number | undefined): Thenable<void> {
    const settings = vscode.workspace.getConfiguration("tiller");
    return settings.update("maxTokens", value, vscode.ConfigurationTarget.Global);
  }

  function onlyPassage(document: vscode.TextDocument) {
    const [passage, ...others] = tiller.passages.in(document);
    assert.ok(passage, tiller.writer.state.current.problem?.message);
    assert.deepEqual(others, []);
    return passage;
  }

  it("are written in one batch; the calibrated one is in the text, the others a step away", async () => {
    const { document } = await showDocument(START);
    await run("tiller.variants");
    const passage = onlyPassage(document);
    assert.deepEqual(
      passage.candidates.map(({ strength }) => strength),
      [0, 0.5, 1, 1.5],
    );
    assert.equal(passage.shown, 2);
    const [unsteered, , calibrated, stronger] = passage.candidates.map(({ text }) => text);
    assert.equal(document.getText(), START + calibrated);
    assert.ok(isInCapitals(calibrated ?? ""), calibrated);
    assert.ok(!isInCapitals(unsteered ?? ""), unsteered);
    assert.deepEqual(tiller.writer.state.current.passage?.texts, passage.candidates);

    await run("tiller.nextVariant");
    assert.equal(document.getText(), START + stronger);
    await run("tiller.nextVariant");
    assert.equal(document.getText(), START + unsteered);
    await run("undo");
    assert.equal(document.getText(), START + stronger);
    assert.equal(passage.candidates[passage.shown]?.text, stronger);
    await run("undo");
    assert.equal(document.getText(), START + calibrated);
    await run("undo");
    assert.equal(document.getText(), START);
  });

  it("say in the text which one is shown", async () => {
    const { document } = await showDocument(START);
    await run("tiller.variants");
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      20,
    );
    const titles = lenses.map(({ command }) => command?.title ?? "");
    assert.ok(
      titles.some((title) => /calibrated · 3 of 4 · [01]\/1 held/.test(title)),
      titles.join(),
    );
    assert.ok(titles.includes("Next Variant"));
  });

  it("of a text that is there are made beside it, once", async () => {
    const { document } = await showDocument(START);
    await run("tiller.continue");
    const text = document.getText();
    const passage = onlyPassage(document);
    await run("tiller.variants");
    assert.equal(document.getText(), text);
    const strengths = () => passage.candidates.map(({ strength }) => strength);
    assert.deepEqual(strengths(), [1, 0, 0.5, 1.5]);
    await run("tiller.variants");
    assert.deepEqual(strengths(), [1, 0, 0.5, 1.5]);
    assert.equal(document.getText(), START + passage.candidates[1]?.text);
  });

  it("need something that is steered", async () => {
    tiller.selection.set({ constraints: [], tell: false });
    const { document } = await showDocument(START);
    await run("tiller.variants");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /No constraint/);
    assert.equal(document.getText(), START);
  });
});
