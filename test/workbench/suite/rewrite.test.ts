import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { asText } from "../../../src/workbench/as-text.js";
import type { Passage } from "../../../src/writing/passages/passage.js";
import { isInCapitals } from "../capitals.js";
import { ScriptedEngine, written as scripted } from "./scripted-engine.js";
import { activeTiller, closeDocuments, edit, frozenStream, show, showDocument } from "./tiller.js";

const PARAGRAPH = "The harbour was quiet that day. A small boat came in with the tide.";
const START = `# The harbour\n\n${PARAGRAPH}\n\nNobody saw it.\n`;
/** What is written in its place: as many sentences, of other words. */
const TEXTS = [
  "The port lay still. A tiny ship slipped in.",
  "It was calm. A boat was coming.",
  "All was silent. In came a vessel.",
];
const capitals = { id: "change_case:english_capital", args: {}, dial: 1, guarantee: false };

const run = (command: string) => vscode.commands.executeCommand(command);

/** Places the cursor in front of `text`, or selects it. */
function goTo(editor: vscode.TextEditor, text: string, isSelected = false): void {
  const start = editor.document.getText().indexOf(text);
  assert.notEqual(start, -1, text);
  const end = isSelected ? start + text.length : start;
  const { document } = editor;
  editor.selection = new vscode.Selection(document.positionAt(start), document.positionAt(end));
}

/** Types in front of `before`, or at the document's start. */
function insert(editor: vscode.TextEditor, text: string, before = ""): Promise<void> {
  const { document } = editor;
  return edit(editor, (edit) =>
    edit.insert(document.positionAt(document.getText().indexOf(before)), text),
  );
}

describe("a rewrite", () => {
  let tiller: Tiller;
  let script: ScriptedEngine;

  before(async () => {
    tiller = await activeTiller();
  });

  beforeEach(() => {
    tiller.selection.set({ constraints: [capitals], tell: false });
    script = new ScriptedEngine(
      tiller.engine,
      TEXTS.map((text) => scripted(text, [])),
    );
  });

  afterEach(async () => {
    script.restore();
    await run("tiller.stop");
    tiller.selection.set({ constraints: [], tell: false });
    await closeDocuments();
    // No passage outlives its document, whose end is told a little later.
    while (tiller.passages.last) await once(tiller.passages, "change");
  });

  /** A document whose paragraph was rewritten. */
  async function reviewed(content = START) {
    const editor = await showDocument(content);
    goTo(editor, "small boat");
    await run("tiller.rewrite");
    return { editor, document: editor.document, passage: onlyPassage(editor) };
  }

  /** A rewrite by the model, which stands still in the middle of it. */
  function frozenRewrite(editor: vscode.TextEditor) {
    script.restore();
    return frozenStream(editor, "tiller.rewrite");
  }

  function onlyPassage({ document }: vscode.TextEditor): Passage {
    const [passage, ...others] = tiller.passages.in(document);
    assert.ok(passage, tiller.writer.state.current.problem?.message);
    assert.deepEqual(others, []);
    return passage;
  }

  it("stands below its paragraph, as steered, and takes its place when it is accepted", async () => {
    script.restore();
    const { document, passage } = await reviewed();
    const written = passage.shownText;
    assert.match(written, /\p{Lu}{3}/u);
    assert.ok(isInCapitals(written), written);
    assert.equal(document.getText(), START.replace(PARAGRAPH, `${PARAGRAPH}\n\n${written}`));
    assert.deepEqual(tiller.writer.state.current.review, { number: 1, of: 1 });
    await run("tiller.accept");
    assert.equal(document.getText(), START.replace(PARAGRAPH, written));
    assert.equal(tiller.writer.state.current.review, undefined);
  });

  it("is undone at once after its acceptance", async () => {
    const { document } = await reviewed();
    await run("tiller.accept");
    await run("undo");
    assert.equal(document.getText(), START);
  });

  it("leaves the document as before when it is rejected, and so does an undo then", async () => {
    const { document } = await reviewed();
    await run("tiller.reject");
    assert.equal(document.getText(), START);
    await run("undo");
    assert.equal(document.getText(), START);
  });

  it("is over when it is undone in the middle of the review", async () => {
    const { document, passage } = await reviewed();
    await run("undo");
    assert.equal(document.getText(), START);
    assert.ok(passage.isOver);
    await run("tiller.accept");
    assert.equal(document.getText(), START);
  });

  it("of selected words stands right behind them", async () => {
    const editor = await showDocument(START);
    goTo(editor, "A small boat", true);
    await run("tiller.rewrite");
    const written = onlyPassage(editor).shownText;
    const expected = START.replace("A small boat", `A small boat ${written}`);
    assert.equal(editor.document.getText(), expected);
    await run("tiller.accept");
    assert.equal(editor.document.getText(), START.replace("A small boat", written));
  });

  it("of several selections is reviewed together, and undone together", async () => {
    const editor = await showDocument(START);
    const selections = ["Nobody", "A small boat"].map((text) => {
      goTo(editor, text, true);
      return editor.selection;
    });
    editor.selections = selections;
    await run("tiller.rewrite");
    const [first, second] = tiller.passages.in(editor.document);
    assert.ok(first && second);
    const texts = [first, second].map(({ original }) => original?.text);
    assert.deepEqual(texts, ["A small boat", "Nobody"]);
    assert.equal(tiller.writer.state.current.review?.of, 2);
    const expected = START.replace("A small boat", first.shownText).replace(
      "Nobody",
      second.shownText,
    );
    await run("tiller.acceptAll");
    assert.equal(editor.document.getText(), expected);
    await run("undo");
    assert.equal(editor.document.getText(), START);
  });

  it("gets other candidates, which are shown in its place", async () => {
    const { document, passage } = await reviewed();
    const first = passage.shownText;
    await run("tiller.again");
    await run("tiller.weaker");
    assert.deepEqual([passage.candidates.length, passage.shown], [3, 2]);
    const dials = passage.request?.selection.constraints.map(({ dial }) => dial);
    assert.deepEqual(dials, [0.67]);
    await run("tiller.nextVariant");
    assert.equal(passage.shownText, first);
    await run("tiller.previousVariant");
    assert.equal(passage.shown, 2);
    await run("tiller.reject");
    assert.equal(document.getText(), START);
  });

  it("is accepted sentence by sentence", async () => {
    const { editor, document, passage } = await reviewed();
    const written = passage.shownText;
    goTo(editor, "# The");
    let presses = 0;
    while (!passage.isOver) {
      await run("tiller.acceptSentence");
      presses += 1;
      assert.ok(presses <= 50, document.getText());
    }
    assert.equal(document.getText(), START.replace(PARAGRAPH, written));
    await run("undo");
    assert.equal(document.getText(), START);
  });

  it("without a link of the original is not accepted, and says why", async () => {
    const linked = "See [the map](map.md) of the small boat.";
    const { document, passage } = await reviewed(linked);
    const [made] = passage.candidates;
    assert.ok(made && passage.request);
    passage.add([{ ...made, text: "See the map." }], passage.request);
    await passage.show(passage.candidates.length - 1);
    await run("tiller.accept");
    assert.equal(document.getText(), `${linked}\n\nSee the map.`);
    const said = tiller.writer.state.current.problem?.message ?? "";
    assert.match(said, /link \[the map\]\(map\.md\) is missing/);
    assert.ok((await lenses(document)).some(({ title }) => title.includes(asText(said))));
    await run("tiller.reject");
    assert.equal(document.getText(), linked);
  });

  it("is decided on in the line above it, too", async () => {
    const { document, passage } = await reviewed();
    await run("tiller.again");
    const commands = await lenses(document);
    assert.deepEqual(
      commands.map(({ title }) => title),
      [
        "Accept",
        "Accept Sentence",
        "Reject",
        "Again",
        "Stronger",
        "Weaker",
        "Previous",
        "2 of 2",
        "Next",
      ],
    );
    const accept = commands[0];
    assert.ok(accept);
    const written = passage.shownText;
    await vscode.commands.executeCommand(accept.command, ...(accept.arguments ?? []));
    assert.equal(document.getText(), START.replace(PARAGRAPH, written));
    assert.deepEqual(await lenses(document), []);
  });

  it("lets a person type everywhere meanwhile", async () => {
    const editor = await showDocument(START);
    goTo(editor, "small boat");
    const { thaw, ended } = await frozenRewrite(editor);
    const { document } = editor;
    const passage = onlyPassage(editor);
    await insert(editor, "Almost: ", "Nobody");
    await insert(editor, "very ", "quiet");
    await insert(editor, "<!-- draft -->\n");
    await run("tiller.accept");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /still being written/);
    thaw();
    await ended;
    assert.equal(passage.original?.text, PARAGRAPH.replace("quiet", "very quiet"));
    const written = passage.shownText;
    await run("tiller.accept");
    const expected = START.replace(PARAGRAPH, written).replace("Nobody", "Almost: Nobody");
    assert.equal(document.getText(), `<!-- draft -->\n${expected}`);
  });

  it("shares no undo step with what a person types", async () => {
    const { editor, document, passage } = await reviewed();
    goTo(editor, "Nobody");
    await vscode.commands.executeCommand("type", { text: "x" });
    const written = passage.shownText;
    await run("tiller.accept");
    const accepted = START.replace(PARAGRAPH, written).replace("Nobody", "xNobody");
    assert.equal(document.getText(), accepted);
    const both = START.replace(PARAGRAPH, `${PARAGRAPH}\n\n${written}`);
    const earlier = [
      START.replace("Nobody", "xNobody"),
      both.replace("Nobody", "xNobody"),
      both,
      START,
    ];
    for (const text of earlier) {
      await run("undo");
      assert.equal(document.getText(), text);
    }
  });

  it("keeps what a person typed in the new text", async () => {
    const { editor, document, passage } = await reviewed();
    await insert(editor, "old ", "port");
    const text = TEXTS[0]?.replace("port", "old port") ?? "";
    assert.equal(passage.shownText, text);
    await run("tiller.accept");
    assert.equal(document.getText(), START.replace(PARAGRAPH, text));
  });

  it("that is stopped is reviewed as far as it came", async () => {
    const editor = await showDocument(START);
    goTo(editor, "small boat");
    const { thaw, ended } = await frozenRewrite(editor);
    const stopped = run("tiller.stop");
    thaw();
    await stopped;
    await ended;
    const passage = onlyPassage(editor);
    assert.equal(passage.candidates[0]?.stop, "stopped");
    await run("tiller.accept");
    await run("undo");
    assert.equal(editor.document.getText(), START);
  });

  it("is rejected while it is still being written", async () => {
    const editor = await showDocument(START);
    goTo(editor, "small boat");
    const { thaw, ended } = await frozenRewrite(editor);
    const rejected = run("tiller.reject");
    thaw();
    await rejected;
    await ended;
    assert.equal(editor.document.getText(), START);
    assert.equal(tiller.engine.pendingRequests, 0);
  });

  it("leaves the document as before when the engine dies", async () => {
    const editor = await showDocument(START);
    goTo(editor, "small boat");
    const { engineProcess, ended } = await frozenRewrite(editor);
    process.kill(engineProcess, "SIGKILL");
    await ended;
    assert.match(tiller.writer.state.current.problem?.message ?? "", /ended unexpectedly/);
    assert.equal(editor.document.getText(), START);
  });

  it("asked for twice is written once", async () => {
    const editor = await showDocument(START);
    goTo(editor, "small boat");
    await Promise.all([run("tiller.rewrite"), run("tiller.rewrite")]);
    const passage = onlyPassage(editor);
    await run("tiller.accept");
    assert.equal(editor.document.getText(), START.replace(PARAGRAPH, passage.shownText));
  });

  it("gets another candidate, steered as it is now, when it is asked for again", async () => {
    const { editor, passage } = await reviewed();
    tiller.selection.set({ constraints: [], tell: false });
    goTo(editor, "small boat");
    await run("tiller.rewrite");
    assert.equal(onlyPassage(editor), passage);
    assert.equal(passage.candidates.length, 2);
    assert.deepEqual(passage.request?.selection.constraints, []);
  });

  it("keeps the document's line endings", async () => {
    const editor = await showDocument(START);
    await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    const before = editor.document.getText();
    assert.match(before, /\r\n/);
    goTo(editor, "small boat");
    await run("tiller.rewrite");
    const written = onlyPassage(editor).shownText;
    const both = before.replace(PARAGRAPH, `${PARAGRAPH}\r\n\r\n${written}`);
    assert.equal(editor.document.getText(), both);
    await run("tiller.accept");
    assert.equal(editor.document.getText(), before.replace(PARAGRAPH, written));
    await run("undo");
    assert.equal(editor.document.getText(), before);
  });

  it("ends without damage when the document is closed while it is written", async () => {
    const editor = await showDocument(START);
    goTo(editor, "small boat");
    const { thaw, ended } = await frozenRewrite(editor);
    const closed = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidCloseTextDocument((document) => {
        if (document !== editor.document) return;
        listener.dispose();
        resolve();
      });
    });
    await run("workbench.action.revertAndCloseActiveEditor");
    await closed;
    thaw();
    await ended;
    assert.equal(tiller.passages.last, undefined);
    assert.equal(tiller.engine.pendingRequests, 0);
  });

  it("says that there is nothing to rewrite on a blank line", async () => {
    const editor = await showDocument(`${START}\n`);
    await run("tiller.rewrite");
    assert.match(tiller.writer.state.current.problem?.message ?? "", /no text to rewrite/);
    assert.equal(editor.document.getText(), `${START}\n`);
  });

  describe("of a file", () => {
    let file: vscode.Uri;

    beforeEach(async () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(folder);
      file = vscode.Uri.file(join(folder.uri.fsPath, "rewritten.md"));
      await vscode.workspace.fs.writeFile(file, Buffer.from(START));
    });

    afterEach(async () => {
      await closeDocuments();
      await vscode.workspace.fs.delete(file);
    });

    async function openFile(): Promise<vscode.TextEditor> {
      const editor = await show(await vscode.workspace.openTextDocument(file));
      goTo(editor, "small boat");
      return editor;
    }

    it("loses nothing when it is saved during the review", async () => {
      const editor = await openFile();
      await run("tiller.rewrite");
      const { document } = editor;
      const passage = onlyPassage(editor);
      const written = passage.shownText;
      assert.ok(await document.save());
      const saved = await readFile(file.fsPath, "utf8");
      assert.equal(saved, START.replace(PARAGRAPH, `${PARAGRAPH}\n\n${written}`));
      assert.equal(passage.isOver, false);
      await run("tiller.accept");
      assert.equal(document.getText(), START.replace(PARAGRAPH, written));
      await run("undo");
      assert.equal(document.getText(), START);
      // What was saved can be gone back to, as always in VS Code.
      await run("undo");
      assert.equal(document.getText(), saved);
    });

    it("leaves a read-only document alone, and says so", async () => {
      const settings = vscode.workspace.getConfiguration("files");
      // Read-only before it opens: an editor that becomes so later is told at a time of its own.
      await settings.update("readonlyInclude", { "**/rewritten.md": true }, true);
      try {
        const editor = await openFile();
        await run("tiller.rewrite");
        assert.equal(editor.document.getText(), START);
        assert.match(tiller.writer.state.current.problem?.message ?? "", /read-only/);
      } finally {
        await settings.update("readonlyInclude", undefined, true);
      }
    });
  });

  /** What can be chosen in the line above the original. */
  async function lenses(document: vscode.TextDocument): Promise<vscode.Command[]> {
    const original = tiller.passages.in(document)[0]?.original;
    const line = document.positionAt(original?.start ?? 0).line;
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      "vscode.executeCodeLensProvider",
      document.uri,
      50,
    );
    return found
      .filter(({ range }) => range.start.line === line)
      .flatMap(({ command }) => command ?? []);
  }
});
