import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Tiller } from "../../../src/extension.js";
import { isInCapitals } from "../capitals.js";
import { holdEngineAfter } from "../holding/hold.js";
import { activeTiller, closeDocuments, run, showDocument } from "./tiller.js";

const capitals = { id: "change_case:english_capital", args: {}, dial: 1, guarantee: false };
/** Fewer than the shortest answer has. */
const SOME_PIECES = 3;
const question = vscode.LanguageModelChatMessage.User("Describe a fox.");

/** VS Code decodes an image before it hands it on, so it must be one. */
const onePixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describe("the model in VS Code's own chat", () => {
  let tiller: Tiller;
  let model: vscode.LanguageModelChat;

  before(async () => {
    tiller = await activeTiller();
    model = await listedModel();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("tiller.stop");
    tiller.selection.set({ constraints: [], tell: false });
    await closeDocuments();
  });

  /** VS Code asks who has models some time after they were registered. */
  async function listedModel(): Promise<vscode.LanguageModelChat> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        const listener = vscode.lm.onDidChangeChatModels(() => {
          listener.dispose();
          resolve();
        });
      });
      const [found, ...others] = await vscode.lm.selectChatModels({ vendor: "tiller" });
      assert.deepEqual(others, []);
      if (found) return found;
      await changed;
    }
  }

  it("goes by its name and has room for a question", async () => {
    assert.ok(model.name.length > 0);
    const room = model.maxInputTokens;
    assert.ok(room > 100);
    const count = await model.countTokens(question);
    assert.ok(count >= 4 && count < room, String(count));
    assert.ok((await model.countTokens("fox ".repeat(100))) >= 100);
  });

  it("streams an answer that is steered by what is switched on", async () => {
    tiller.selection.set({ constraints: [capitals], tell: false });
    const response = await model.sendRequest([question]);
    const pieces: string[] = [];
    for await (const piece of response.text) pieces.push(piece);
    const answer = pieces.join("");
    assert.match(answer, /\p{Lu}{3}/u);
    assert.ok(isInCapitals(answer), answer);
    assert.ok(pieces.length > 1);
  });

  it("leaves the engine idle when it is cancelled in the middle of an answer", async () => {
    holdEngineAfter(SOME_PIECES, run);
    const cancel = new vscode.CancellationTokenSource();
    try {
      const { text } = await model.sendRequest([question], {}, cancel.token);
      const pieces = text[Symbol.asyncIterator]();
      assert.equal((await pieces.next()).done, false);
      assert.equal(tiller.engine.pendingRequests, 1);
      cancel.cancel();
      await restOf(pieces).catch(() => {});
      // Whoever comes next has the engine at once.
      await vscode.commands.executeCommand("tiller.stop");
      assert.equal(tiller.engine.pendingRequests, 0);
    } finally {
      cancel.dispose();
    }
  });

  it("says that an answer was stopped for the sake of another text", async () => {
    holdEngineAfter(SOME_PIECES, run);
    const { text } = await model.sendRequest([question]);
    const pieces = text[Symbol.asyncIterator]();
    assert.equal((await pieces.next()).done, false);
    const stopped = assert.rejects(restOf(pieces), /asked for another text in the meantime/);
    const editor = await showDocument("The harbour is full of large ships.");
    const before = editor.document.getText();
    await vscode.commands.executeCommand("tiller.continue");
    await stopped;
    assert.ok(editor.document.getText().length > before.length);
  });

  it("refuses images and tools in a sentence, and asks the engine nothing", async () => {
    const image = vscode.LanguageModelChatMessage.User([
      new vscode.LanguageModelTextPart("What is this?"),
      vscode.LanguageModelDataPart.image(onePixel, "image/png"),
    ]);
    const tool = { name: "look", description: "Looks.", inputSchema: {} };
    for (const ask of [
      () => model.sendRequest([image]),
      () => model.sendRequest([question], { tools: [tool] }),
    ]) {
      await assert.rejects(
        async () => {
          const { text } = await ask();
          await restOf(text[Symbol.asyncIterator]());
        },
        { message: /reads only text, not images, files or tools; leave them out/ },
      );
    }
    assert.equal(tiller.engine.pendingRequests, 0);
  });

  it("remembers who said what", async () => {
    const { User, Assistant } = vscode.LanguageModelChatMessage;
    const conversation = [
      User("Describe a fox."),
      Assistant("The fox is red."),
      User("Describe a camel."),
    ];
    const { text } = await model.sendRequest(conversation);
    assert.ok((await restOf(text[Symbol.asyncIterator]())).length > 0);
  });
});

async function restOf(pieces: AsyncIterator<string>): Promise<string> {
  let text = "";
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) text += next.value;
  return text;
}
