/**
 * Streams and a person at work in one document, in random order. A failure names the seed: it comes
 * again with `TILLER_SEED`, unless it needs the real engine's own speed. `TILLER_UNDO_RUNS` says how
 * many runs each property gets, however long they take.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { TextSource } from "./text-source.js";
import { activeTiller, closeDocuments, showFile } from "./tiller.js";
import { Watch } from "./undo-watch.js";

const RUNS = Number(process.env.TILLER_UNDO_RUNS ?? 0);
const SEED = process.env.TILLER_SEED ? { seed: Number(process.env.TILLER_SEED) } : {};
/** A run that takes so long never ends, on a busy machine either. */
const LONGEST_RUN_MS = 120_000;
/** Texts of the real engine's: longer ones would only be more of the same. */
const MAX_TOKENS = 40;

/** Without small letters: those are the stream's. Capitals of the CJK block are the person's. */
const START = "ABOVE\n\nTHE HARBOUR IS FULL.\n\nBELOW\n";
const FIRST_STREAM = START.indexOf("\n\nBELOW");
const FIRST_TYPED = 0x4e00;

type Place = "above" | "start" | "inside" | "end" | "below";

type Action =
  | { do: "stream"; text: string; settles: boolean }
  | { do: "type"; where: Place; at: number }
  | { do: "stop" | "undo" | "redo" | "save" | "continue" | "cursorUp" };

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("stream" as const),
      text: fc.string({
        unit: fc.constantFrom("a", "b", " ", "\n", "é", "\u{1f6a2}"),
        minLength: 1,
        maxLength: 6,
      }),
      settles: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("type" as const),
      where: fc.constantFrom<Place>("above", "start", "inside", "end", "below"),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("undo" as const, "redo" as const) }) },
  {
    weight: 1,
    // A move of the cursor ends a step of the undo history, too.
    arbitrary: fc.record({
      do: fc.constantFrom("stop" as const, "save" as const, "cursorUp" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("continue" as const) }) },
);

describe("undo", function () {
  this.timeout(600_000 + RUNS * LONGEST_RUN_MS);

  let tiller: Tiller;
  let documents = 0;

  before(async () => {
    tiller = await activeTiller();
    await setMaxTokens(MAX_TOKENS);
  });

  after(() => setMaxTokens(undefined));

  afterEach(async () => {
    await vscode.commands.executeCommand("tiller.stop");
    await closeDocuments();
  });

  it("restores exactly, and nothing a person typed is lost, whatever happens in a stream", async () => {
    const source = new TextSource(tiller.engine);
    try {
      await holds(fc.array(action, { maxLength: 12 }), 25_000, source);
    } finally {
      source.restore();
    }
  });

  it("does so with the real engine", async () => {
    await holds(fc.array(action, { minLength: 4, maxLength: 12 }), 30_000);
  });

  /** @param longestMs a slow machine makes fewer runs, and looks no longer for a smaller example */
  async function holds(
    actions: fc.Arbitrary<Action[]>,
    longestMs: number,
    source?: TextSource,
  ): Promise<void> {
    let last = Promise.resolve();
    let runs = 0;
    const property = fc.asyncProperty(actions, (some) => {
      runs += 1;
      last = inDocument((editor) => check(editor, some, source));
      return last;
    });
    const bounds =
      RUNS > 0 ? { numRuns: RUNS } : { numRuns: 200, interruptAfterTimeLimit: longestMs };
    await fc.assert(property, { ...bounds, timeout: LONGEST_RUN_MS, ...SEED });
    // Time may have been up in the middle of one.
    await last;
    assert.ok(runs > 0);
    console.log(`      in ${runs} runs`);
  }

  function setMaxTokens(value: number | undefined): Thenable<void> {
    const settings = vscode.workspace.getConfiguration("tiller");
    return settings.update("maxTokens", value, vscode.ConfigurationTarget.Global);
  }

  /** Does something with a document of its own, which is on the disk, so that it can be saved. */
  async function inDocument(work: (editor: vscode.TextEditor) => Promise<void>): Promise<void> {
    documents += 1;
    const editor = await showFile(`undo-${documents}.txt`, START);
    try {
      await work(editor);
    } finally {
      await closeDocuments();
    }
  }
});

/** @param source of the stream's text; without it the real engine writes */
async function check(
  editor: vscode.TextEditor,
  actions: readonly Action[],
  source?: TextSource,
): Promise<void> {
  const { document } = editor;
  const watch = new Watch(document);
  const person = new Person(editor, source);
  try {
    await person.continue(FIRST_STREAM);
    for (const action of actions) await person.does(action);
    await person.waitsForTheEnd();

    // What the person has undone last is still there to be done again.
    await repeat("redo", document);
    const end = document.getText();
    await repeat("undo", document);
    assert.equal(document.getText(), START);
    await repeat("redo", document);
    assert.equal(document.getText(), end);
    assert.deepEqual(watch.complaints, []);
  } finally {
    watch.dispose();
  }
}

/** Who works in the document, with the stream at their side. */
class Person {
  private typed = 0;
  private writing: Thenable<unknown> = Promise.resolve();

  constructor(
    private readonly editor: vscode.TextEditor,
    private readonly source: TextSource | undefined,
  ) {}

  async does(action: Action): Promise<void> {
    switch (action.do) {
      case "stream":
        return this.streams(action.text, action.settles);
      case "type":
        return this.types(this.offset(action.where, action.at));
      case "continue":
        return this.continue();
      case "save":
        await this.editor.document.save();
        return;
      case "stop":
        return vscode.commands.executeCommand("tiller.stop");
      default:
        return vscode.commands.executeCommand(action.do);
    }
  }

  async continue(place = this.editor.document.getText().length): Promise<void> {
    if (this.source?.isStreaming) return;
    this.editor.selection = cursorAt(this.editor.document, place);
    const ended = this.source
      ? (await this.source.continue()).ended
      : vscode.commands.executeCommand("tiller.continue");
    // One that is asked for again where it is written ends at once, and the one before goes on.
    this.writing = Promise.all([this.writing, ended]);
  }

  async waitsForTheEnd(): Promise<void> {
    this.source?.end();
    await this.writing;
  }

  private async streams(text: string, settles: boolean): Promise<void> {
    const changed = new Promise<void>((resolve) => {
      const listener = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== this.editor.document || event.contentChanges.length === 0) return;
        listener.dispose();
        resolve();
      });
    });
    if (this.source) {
      if (!this.source.isStreaming) return;
      this.source.push(text);
    }
    if (settles) await Promise.race([changed, this.writing]);
  }

  private async types(offset: number): Promise<void> {
    const { editor } = this;
    editor.selection = cursorAt(editor.document, offset);
    const text = String.fromCodePoint(FIRST_TYPED + this.typed);
    this.typed += 1;
    await vscode.commands.executeCommand("type", { text });
  }

  private offset(where: Place, share: number): number {
    const text = this.editor.document.getText();
    const start = text.search(/[a-zé\u{1f6a2}]/u);
    if (start < 0) return Math.floor(share * text.length);
    const end = text.search(/[a-zé\u{1f6a2}][^a-zé\u{1f6a2}]*$/u) + 1;
    const between = (from: number, to: number) => from + Math.floor(share * (to - from));
    switch (where) {
      case "above":
        return between(0, start);
      case "start":
        return start;
      case "inside":
        return between(start, end);
      case "end":
        return end;
      case "below":
        return between(end, text.length);
    }
  }
}

function cursorAt(document: vscode.TextDocument, offset: number): vscode.Selection {
  const position = document.positionAt(offset);
  return new vscode.Selection(position, position);
}

/** To the bottom, or to the top, of the document's history. */
async function repeat(command: "undo" | "redo", document: vscode.TextDocument): Promise<void> {
  for (;;) {
    const { version } = document;
    await vscode.commands.executeCommand(command);
    if (document.version === version) return;
  }
}
