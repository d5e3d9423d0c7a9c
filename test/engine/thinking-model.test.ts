import assert from "node:assert/strict";
import { join } from "node:path";
import type { GenerateRequest } from "../../src/engine/api/protocol.js";
import { writeChainModel } from "../support/chain-model.js";
import { done, request, startEngine, type TestEngine } from "../support/engine.js";
import { unpackSources } from "../support/llama-cpp-sources.js";
import { temporaryFolder } from "../support/random-model.js";

/** The prompt as Qwen 3's template has it, thinking switched off: read from the template, by hand. */
const prompt = (instruction: string) =>
  `<|im_start|>user\n${instruction}<|im_end|>\n<|im_start|>assistant\n<think>\n\n</think>\n\n`;
const MARKS = ["<|im_end|>", "<|im_start|>", "<think>", "</think>"] as const;

/** Behind the prompt's last line end comes the answer, or thinking. */
const answer = { F: "o", o: "x", x: ".", ".": "<|im_end|>" };
const models: Record<string, Record<string, string>> = {
  obeys: { ...answer, "\n": "F" },
  thinks: { ...answer, "\n": "<think>", "<think>": "a", a: "b", b: "</think>", "</think>": "F" },
  "thinks for ever": { ...answer, "\n": "<think>", "<think>": "a", a: "b", b: "a" },
  "stops in its thinking": { ...answer, "\n": "<think>", "<think>": "a", a: "<|im_end|>" },
};

describe("a thinking model", function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  let engine: TestEngine;
  before(async () => {
    const chatTemplate = unpackSources(folder.path).template("Qwen-Qwen3-0.6B");
    for (const [name, chain] of Object.entries(models)) {
      writeChainModel(join(folder.path, `${name}.gguf`), {
        chatTemplate,
        marks: MARKS,
        chain,
        contextSize: 512,
      });
    }
    engine = await startEngine();
  });
  after(async () => {
    await engine?.dispose();
    folder.remove();
  });

  const instruction = "Describe a fox.";
  async function write(name: string, maxTokens: number, change: Partial<GenerateRequest> = {}) {
    const result = done(
      await engine.client.request(
        request({
          model: join(folder.path, `${name}.gguf`),
          prompt: { mode: "write", instruction },
          sampling: { temperature: 0, seed: 0, maxTokens },
          ...change,
        }),
      ),
    );
    return { ...result, text: result.texts[0] ?? assert.fail("There is no text.") };
  }

  it("is asked with its thinking switched off", async () => {
    const { promptTokens, text } = await write("obeys", 100);
    // Each mark is one token, and so is each other byte.
    const expected = MARKS.reduce((all, mark) => all.replaceAll(mark, "*"), prompt(instruction));
    assert.equal(promptTokens, expected.length);
    assert.deepEqual([text.text, text.tokens, text.stop], ["Fox.", 4, "end"]);
  });

  it("that thinks all the same shows and counts none of it", async () => {
    const { text } = await write("thinks", 100);
    assert.deepEqual([text.text, text.tokens, text.stop], ["Fox.", 4, "end"]);
  });

  it("has all of its room for the text, whatever it thinks", async () => {
    const { text } = await write("thinks", 2);
    assert.deepEqual([text.text, text.tokens], ["Fo", 2]);
    assert.equal(text.stop, (await write("obeys", 2)).text.stop);
  });

  it("goes on with a text without thinking", async () => {
    const begun: GenerateRequest["prompt"] = { mode: "continue", text: "Once a F" };
    const { text } = await write("thinks", 100, { prompt: begun });
    assert.equal(text.text, "ox.");
  });

  it("writes several texts at once, each without its thinking", async () => {
    const { texts } = await write("thinks", 100, { strengths: [0, 0.5, 1] });
    assert.deepEqual(
      texts.map(({ text }) => text),
      ["Fox.", "Fox.", "Fox."],
    );
  });

  for (const name of ["thinks for ever", "stops in its thinking"]) {
    it(`that ${name} has no text, and nothing fails`, async () => {
      const { text } = await write(name, 100);
      assert.deepEqual([text.text, text.tokens, text.stop], ["", 0, "end"]);
    });
  }
});
