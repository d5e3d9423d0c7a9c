/** Whatever streams is in the document as it came: editors have ideas of their own about what is typed. */
import assert from "node:assert/strict";
import * as vscode from "vscode";
import { TextSource } from "./text-source.js";
import { activeTiller, closeDocuments, showDocument, showFile } from "./tiller.js";

const START = "# The harbour\n\nThe harbour is full of large ships.";

describe("streamed text", () => {
  let source: TextSource;

  beforeEach(async () => {
    source = new TextSource((await activeTiller()).engine);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("tiller.stop");
    source.restore();
    await closeDocuments();
  });

  it("has the line endings of its document", async () => {
    const { document: file } = await showFile("windows.md", "One.\r\nTwo.");
    const { ended } = await source.continue();
    await source.write("\n\nThree.\r", file);
    await source.write("\nFour.\n", file);
    source.end();
    await ended;
    assert.equal(file.getText(), "One.\r\nTwo.\r\n\r\nThree.\r\nFour.\r\n");
    await vscode.commands.executeCommand("undo");
    assert.equal(file.getText(), "One.\r\nTwo.");
  });

  const asTheyCome: [string, string[]][] = [
    ["tabs", ["\n\tone\n", "\t\ttwo", "\n\n\t", "three"]],
    ["characters that are cut in two", [" \ud83d", "\udea2 and \ud83d", "\ude80", "."]],
    [
      "text from right to left",
      [" \u05d4\u05e0\u05de", "\u05dc. ", "\u0627\u0644\u0645\u064a\u0646\u0627\u0621 (1)"],
    ],
    ["brackets and quotation marks", ["\n(", '"', "'", "[", "{\n", "`", "*", "_", "<b>"]],
    ["lists and indents", ["\n\n- one\n", "  - two\n", "\n3. three\n", "> four\n", "    five"]],
    ["very long lines", Array.from({ length: 10 }, () => "harbour ".repeat(1_000))],
  ];
  for (const [what, pieces] of asTheyCome) {
    it(`writes ${what} as they come`, async () => {
      const { document } = await showDocument(START);
      const { ended } = await source.continue();
      for (const piece of pieces) await source.write(piece, document);
      source.end();
      await ended;
      assert.equal(document.getText(), START + pieces.join(""));
      await vscode.commands.executeCommand("undo");
      assert.equal(document.getText(), START);
    });
  }
});
