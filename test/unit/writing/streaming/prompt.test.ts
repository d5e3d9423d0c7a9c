import assert from "node:assert/strict";
import {
  continuePrompt,
  MAX_TEXT_BEFORE,
  writePrompt,
} from "../../../../src/writing/streaming/prompt.js";

describe("continuePrompt", () => {
  it("is the text before the cursor, with plain line endings", () => {
    assert.deepEqual(continuePrompt("One.\r\nTwo. "), { mode: "continue", text: "One.\nTwo. " });
  });

  it("is nothing when there is no text", () => {
    assert.equal(continuePrompt(" \n\t"), undefined);
  });

  it("keeps the end of a huge document, and no half character", () => {
    const prompt = continuePrompt(`start${"🙂".repeat(MAX_TEXT_BEFORE / 2)}x`);
    assert.ok(prompt?.mode === "continue");
    assert.equal(prompt.text.length, MAX_TEXT_BEFORE - 1);
    assert.ok(prompt.text.startsWith("🙂"));
    assert.ok(prompt.text.endsWith("🙂x"));
  });
});

describe("writePrompt", () => {
  it("is the instruction without the white space around it", () => {
    assert.deepEqual(writePrompt(" Write. "), { mode: "write", instruction: "Write." });
  });

  it("is nothing when the instruction says nothing", () => {
    assert.equal(writePrompt("  "), undefined);
  });
});
