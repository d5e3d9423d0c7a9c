import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import type { WritingState } from "../../../src/writing/state/writing-state.js";
import { ScriptedEngine, written } from "./scripted-engine.js";
import { activeTiller, closeDocuments, showDocument } from "./tiller.js";

const START = "The harbour is full of ships.";
const capitals = { id: "change_case:english_capital", args: {}, dial: 1, guarantee: false };
const json = { id: "detectable_format:json_format", args: {}, dial: 1, guarantee: false };

const run = (command: string) => vscode.commands.executeCommand(command);

const hundredWords = {
  id: "length_constraints:number_words",
  args: { num_words: 100, relation: "at least" as const },
  dial: 1,
  guarantee: false,
};

/** A text that holds so many of two constraints. */
function holding(text: string, held: number) {
  return written(
    text,
    [capitals, json].map(({ id }, at) => ({ id, label: id, held: at < held, reason: "" })),
  );
}

describe("a retry of what failed", () => {
  let tiller: Tiller;
  let script: ScriptedEngine | undefined;

  before(async () => {
    tiller = await activeTiller();
  });

  afterEach(async () => {
    script?.restore();
    script = undefined;
    await run("tiller.stop");
    tiller.selection.set({ constraints: [], tell: false });
    const settings = vscode.workspace.getConfiguration("tiller");
    await settings.update("maxTokens", undefined, vscode.ConfigurationTarget.Global);
    await closeDocuments();
  });

  /** A document with a text of the script's first. */
  async function writtenDocument(...texts: ReturnType<typeof holding>[]) {
    tiller.selection.set({ constraints: [capitals, json], tell: false });
    script = new ScriptedEngine(tiller.engine, texts);
    const editor = await showDocument(START);
    await run("tiller.continue");
    const [passage] = tiller.passages.in(editor.document);
    assert.ok(passage);
    return { document: editor.document, passage, script };
  }

  it("goes on until all hold, and shows that text as one undo step", async () => {
    const { document, passage, script } = await writtenDocument(
      holding(" One.", 0),
      holding(" Two.", 1),
      holding(" Three.", 2),
    );
    const messages = new Set<string | undefined>();
    const listen = ({ activity }: WritingState) => messages.add(activity?.message);
    tiller.writer.state.on("change", listen);
    await run("tiller.retry");
    tiller.writer.state.off("change", listen);
    assert.equal(document.getText(), `${START} Three.`);
    assert.ok(messages.has("Retry 1 of 3") && messages.has("Retry 2 of 3"));
    assert.equal(passage.candidates.length, 3);
    assert.equal(passage.shown, 2);
    const dials = script.requests.map(({ selection }) => selection.constraints.map((c) => c.dial));
    assert.deepEqual(dials, [
      [1, 1],
      [1.3, 1.3],
      [1.3, 1.3 * 1.3],
    ]);
    assert.equal(new Set(script.requests.map(({ sampling }) => sampling.seed)).size, 3);
    await run("undo");
    assert.equal(document.getText(), `${START} One.`);
    assert.equal(passage.shown, 0);
  });

  it("keeps the best, and the text that was there if none is better", async () => {
    const better = await writtenDocument(
      holding(" One.", 0),
      holding(" Two.", 1),
      holding(" Three.", 1),
      holding(" Four.", 0),
    );
    await run("tiller.retry");
    assert.equal(better.document.getText(), `${START} Two.`);
    better.script.restore();

    const none = await writtenDocument(
      holding(" One.", 1),
      holding(" Two.", 1),
      holding(" Three.", 0),
      holding(" Four.", 1),
    );
    await run("tiller.retry");
    assert.equal(none.document.getText(), `${START} One.`);
    assert.equal(none.passage.candidates.length, 4);
    assert.match(tiller.writer.state.current.problem?.message ?? "", /None of 3/);
  });

  it("can be stopped: then no further try is made", async () => {
    const { document, script } = await writtenDocument(holding(" One.", 0), holding(" Two.", 0));
    script.onRequest = () => {
      if (script.requests.length === 3) void tiller.writer.stop();
    };
    await run("tiller.retry");
    assert.equal(script.requests.length, 3);
    assert.equal(document.getText(), `${START} One.`);
  });

  it("says that nothing failed", async () => {
    const { script } = await writtenDocument(holding(" One.", 2));
    await run("tiller.retry");
    assert.equal(script.requests.length, 1);
    assert.match(tiller.writer.state.current.problem?.message ?? "", /holds all its constraints/);
  });

  it("writes with the model, which cannot make a hundred words of a few tokens", async () => {
    const settings = vscode.workspace.getConfiguration("tiller");
    await settings.update("maxTokens", 8, vscode.ConfigurationTarget.Global);
    tiller.selection.set({ constraints: [hundredWords], tell: false });
    const { document } = await showDocument(START);
    await run("tiller.continue");
    const text = document.getText();
    await run("tiller.retry");
    const [passage] = tiller.passages.in(document);
    assert.equal(passage?.candidates.length, 4);
    assert.equal(document.getText(), text);
  });
});
