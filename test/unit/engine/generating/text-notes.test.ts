import assert from "node:assert/strict";
import type { GeneratedText, Prompt } from "../../../../src/engine/api/protocol.js";
import { textNotes } from "../../../../src/engine/generating/text-notes.js";

const prompts: Record<Prompt["mode"], Prompt> = {
  continue: { mode: "continue", text: "It" },
  write: { mode: "write", instruction: "It" },
  rewrite: { mode: "rewrite", text: "It" },
  chat: { mode: "chat", messages: [{ role: "user", text: "It" }] },
  raw: { mode: "raw", text: "It" },
};

function notes(mode: Prompt["mode"], stop: GeneratedText["stop"], tokens = 10) {
  const text = {
    ...{ text: "It is", tokens, stop, steering: [], guarantees: [] },
    receipt: { lines: [], held: 0, failed: 0 },
  };
  const sampling = { seed: 0, maxTokens: 10 };
  return textNotes([text, text], { prompt: prompts[mode], sampling });
}

describe("the notes on a text", () => {
  it("are none when it ended, was stopped, or is whole", () => {
    for (const stop of ["end", "stopped", "sentence"] as const) {
      for (const mode of ["continue", "write", "rewrite", "chat", "raw"] as const) {
        assert.deepEqual(notes(mode, stop), []);
      }
    }
  });

  it("say once that it was cut off, and that it can be continued", () => {
    for (const mode of ["continue", "write", "chat"] as const) {
      const [cutOff, ...others] = notes(mode, "length");
      assert.match(cutOff ?? "", /^The text was cut off after 10 tokens, the most .* continue it/);
      assert.deepEqual(others, []);
      assert.match(notes(mode, "length", 7).join(), /after 7 tokens .* no room .* continue it/);
    }
  });

  it("say that a rewrite was cut off, which cannot", () => {
    assert.match(notes("rewrite", "length").join(), /cut off after 10 tokens.* ask for less/);
    assert.match(notes("rewrite", "length", 7).join(), /cut off after 7 tokens.* ask for less/);
  });

  it("say that it had begun to repeat itself", () => {
    for (const mode of ["continue", "write", "rewrite", "chat"] as const) {
      assert.deepEqual(notes(mode, "repetition"), [
        "The text began to repeat itself, so it was ended there.",
      ]);
    }
  });

  it("are none on what is written raw", () => {
    assert.deepEqual(notes("raw", "length"), []);
  });
});
