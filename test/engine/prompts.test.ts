import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../src/engine/api/client.js";
import type { ChatMessage, GenerateRequest, Prompt } from "../../src/engine/api/protocol.js";
import { done, request, selection, startEngine, type TestEngine } from "../support/engine.js";
import { writeRandomModel } from "../support/random-model.js";

/**
 * The template of the random model: `<|role|>text<|end|>` for each message. Its special tokens are
 * one token each, its text is one token per byte, so a prompt's length tells what is in it.
 */
describe("a prompt", () => {
  let engine: TestEngine;
  let folder: string;
  let chat: string;
  let base: string;
  before(async () => {
    engine = await startEngine();
    folder = await mkdtemp(join(tmpdir(), "tiller-prompts-"));
    chat = written("chat", { chatTemplate: true });
    base = written("base", { chatTemplate: false });
  });
  after(async () => {
    await engine.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  function written(name: string, options: { chatTemplate: boolean }): string {
    const path = join(folder, `${name}.gguf`);
    writeRandomModel(path, { name, contextSize: 512, ...options });
    return path;
  }

  async function write(model: string, prompt: Prompt, change: Partial<GenerateRequest> = {}) {
    const sampling = { temperature: 0, seed: 0, maxTokens: 12 };
    const result = done(
      await engine.client.request(request({ model, prompt, sampling, ...change })),
    );
    // A rewrite goes on for longer; its beginning tells what was read.
    const text = result.texts[0]?.text.slice(0, sampling.maxTokens);
    return { tokens: result.promptTokens, text };
  }

  const story = "Once there was a fox, who lived by the harbour.";
  const rewriteRequest = `Rewrite this text: ${story}`;
  const user = (text: string): ChatMessage => ({ role: "user", text });
  const assistant = (text: string): ChatMessage => ({ role: "assistant", text });

  describe("to rewrite a text", () => {
    const rewrite: Prompt = { mode: "rewrite", text: story };

    it("is the request that the model was trained on", async () => {
      assert.deepEqual(
        await write(chat, rewrite),
        await write(chat, { mode: "write", instruction: rewriteRequest }),
      );
    });

    it("tells the constraints behind the text", async () => {
      const told = { ...selection("length_constraints:concise"), tell: true };
      const strengths = [0];
      assert.deepEqual(
        await write(chat, rewrite, { selection: told, strengths }),
        await write(
          chat,
          { mode: "write", instruction: rewriteRequest },
          { selection: told, strengths },
        ),
      );
      const untold = await write(chat, rewrite);
      const { tokens } = await write(chat, rewrite, { selection: told, strengths });
      assert.ok(tokens > untold.tokens);
    });

    it("leaves the blank lines round the text out", async () => {
      assert.deepEqual(
        await write(chat, { mode: "rewrite", text: `\n${story}\n\n` }),
        await write(chat, rewrite),
      );
    });

    it("is a question to a base model", async () => {
      assert.deepEqual(
        await write(base, rewrite),
        await write(base, { mode: "raw", text: `Q: ${rewriteRequest}\nA:` }),
      );
    });

    it("is refused when the text does not fit, and never shortened", async () => {
      await assert.rejects(
        write(chat, { mode: "rewrite", text: story.repeat(20) }),
        refused(/^The text to rewrite is \d+ tokens long, but the model has room for \d+; rewrite/),
      );
    });

    it("is refused without a text", async () => {
      await assert.rejects(write(chat, { mode: "rewrite", text: " \n" }), refused(/no text to/));
    });
  });

  describe("of a conversation", () => {
    const messages = [user("Describe a fox."), assistant("It is red."), user("And a camel?")];

    it("of one message is a request", async () => {
      const text = "Describe a fox.";
      assert.deepEqual(
        await write(chat, { mode: "chat", messages: [user(text)] }),
        await write(chat, { mode: "write", instruction: text }),
      );
    });

    it("gives each role its place in the template", async () => {
      const conversation = await write(chat, { mode: "chat", messages });
      const perMessage = messages.map(({ text }) => 1 + text.length + 1);
      const begin = 1;
      const answerBegins = 1;
      assert.equal(
        conversation.tokens,
        perMessage.reduce((sum, count) => sum + count, begin + answerBegins),
      );
      const swapped = [user("Describe a fox."), user("It is red."), user("And a camel?")];
      assert.notEqual(
        (await write(chat, { mode: "chat", messages: swapped })).text,
        conversation.text,
      );
    });

    it("is questions and answers to a base model", async () => {
      assert.deepEqual(
        await write(base, { mode: "chat", messages }),
        await write(base, {
          mode: "raw",
          text: "Q: Describe a fox.\nA: It is red.\nQ: And a camel?\nA:",
        }),
      );
    });

    it("tells the constraints in the message that is answered", async () => {
      const told = { ...selection("length_constraints:concise"), tell: true };
      const change = { selection: told, strengths: [0] };
      const short = await write(chat, { mode: "chat", messages: messages.slice(-1) }, change);
      const { tokens } = await write(chat, { mode: "chat", messages }, change);
      const untold = await write(chat, { mode: "chat", messages });
      const shortUntold = await write(chat, { mode: "chat", messages: messages.slice(-1) });
      assert.ok(tokens > untold.tokens);
      assert.equal(tokens - untold.tokens, short.tokens - shortUntold.tokens);
    });

    it("is refused when it does not fit", async () => {
      const long = Array.from({ length: 40 }, () => messages).flat();
      await assert.rejects(
        write(chat, { mode: "chat", messages: long }),
        refused(/^The conversation is \d+ tokens long, .*; start a new one\.$/),
      );
    });

    it("is refused where there is nothing to answer", async () => {
      for (const none of [[], [user(" ")], messages.slice(0, 2)]) {
        await assert.rejects(
          write(chat, { mode: "chat", messages: none }),
          refused(/no message to answer/),
        );
      }
    });
  });
});

function refused(sentence: RegExp) {
  return (error: unknown) =>
    error instanceof EngineError && error.code === "bad-input" && sentence.test(error.message);
}
