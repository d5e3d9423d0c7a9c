import assert from "node:assert/strict";
import type { Token } from "node-llama-cpp";
import {
  HiddenThinking,
  type ThinkingVocabulary,
} from "../../src/engine/decoding/hidden-thinking.js";
import { thinkingMarksOf } from "../../src/engine/prompting/thinking.js";

/** Tokens are characters, by code point; 0 ends the text. */
const END = 0 as Token;
const vocabulary = {
  tokenize: (text: string) => [...text].map((c) => c.codePointAt(0) as Token),
  detokenize: (tokens: readonly Token[]) => String.fromCodePoint(...tokens),
  isEogToken: (token: Token) => token === END,
  tokens: { eos: END },
} as unknown as ThinkingVocabulary;
const marks = thinkingMarksOf("<think></think>") ?? assert.fail();

/** What a writer gets of what a model writes, and what the model read before each token. */
async function written(says: string, room = 100) {
  let read = "";
  const source = {
    async next(taken: readonly Token[]): Promise<Token> {
      read = vocabulary.detokenize([...taken]);
      return (says.startsWith(read) ? (says.codePointAt(read.length) ?? END) : END) as Token;
    },
    ranking: async () => [],
  };
  const { signal } = new AbortController();
  const hidden = new HiddenThinking(source, vocabulary, marks, room, signal);
  const taken: Token[] = [];
  for (let i = 0; i < 200; i++) {
    const token = await hidden.next(taken);
    if (token === END) break;
    taken.push(token);
  }
  return { text: vocabulary.detokenize(taken), read };
}

describe("hidden thinking", () => {
  it("is none of the text, nor is the space behind it", async () => {
    const { text } = await written("<think>A fox, then.</think>\n\nA fox.");
    assert.equal(text, "A fox.");
  });

  it("is found behind space, and more than once", async () => {
    const { text } = await written("\n<think>one</think>\n<think>two</think>A fox.");
    assert.equal(text, "A fox.");
  });

  for (const text of ["A fox.", "\n\nA fox.", "<thin ice", "<", ""]) {
    it(`leaves a text without it as it is: ${JSON.stringify(text)}`, async () => {
      assert.equal((await written(text)).text, text);
    });
  }

  it("is read by the model", async () => {
    const says = "<think>A fox, then.</think>\n\nA fox.";
    assert.equal((await written(says)).read, says);
  });

  it("is ended when it has used up its room, and nothing of it is shown", async () => {
    const says = `<think>${"on and on ".repeat(20)}`;
    const { text, read } = await written(says, 40);
    assert.equal(text, "");
    assert.ok(read.endsWith(marks.shut), read);
    assert.ok(read.length <= 40 + marks.shut.length);
  });
});
