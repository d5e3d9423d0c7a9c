import assert from "node:assert/strict";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { Prompt } from "../../src/engine/api/protocol.js";
import { LoadedModel } from "../../src/engine/loading/loaded-model.js";
import { scoreTexts } from "../../src/engine/measuring/score.js";
import { answerTokens, preparePrompt } from "../../src/engine/prompting/prompts.js";
import { evaluatePrompt } from "../support/steered-model.js";
import { tillerTiny } from "../support/tiny.js";

const never = new AbortController().signal;
const prompt: Prompt = { mode: "write", instruction: "Describe a fox." };
const items = [
  { prompt, text: "It eats berries." },
  {
    prompt: { mode: "continue", text: "The fox lives in the forest. " } as const,
    text: "THE FOX!",
  },
  { prompt: { mode: "raw", text: "Once upon a time" } as const, text: " there was" },
];

describe("scoring texts", () => {
  let loaded: LoadedModel;
  before(async () => {
    loaded = await LoadedModel.load(tillerTiny, () => {}, never);
  });
  after(() => loaded.dispose());

  /** From all raw logits, one token after the other, each prefix evaluated anew. */
  async function tokenByToken(
    sequence: LlamaContextSequence,
    prompt: Prompt,
    text: string,
  ): Promise<number> {
    const prepared = preparePrompt(loaded, prompt, [], 200);
    const answer = answerTokens(loaded.model, prepared, text);
    let sum = 0;
    for (const [i, token] of answer.entries()) {
      const before: Token[] = [...prepared.tokens, ...answer.slice(0, i)];
      const logits = await evaluatePrompt(sequence, before);
      let total = 0;
      for (const logit of logits.values()) total += Math.exp(logit);
      sum += Math.log(total) - (logits.get(token) ?? Number.NaN);
    }
    return sum / answer.length;
  }

  it("gives the mean negative log-likelihood of their tokens", async () => {
    const scores = await scoreTexts(loaded, items, never);
    const context = await loaded.model.createContext({ contextSize: 256, threads: 1 });
    try {
      const sequence = context.getSequence();
      for (const [i, { prompt, text }] of items.entries()) {
        const wanted = await tokenByToken(sequence, prompt, text);
        const difference = Math.abs((scores[i] ?? Number.NaN) - wanted);
        assert.ok(difference < 2e-3 * wanted, `${scores[i]} is not ${wanted} for "${text}"`);
      }
    } finally {
      await context.dispose();
    }
  });

  it("finds an empty text neither likely nor unlikely", async () => {
    const scores = await scoreTexts(loaded, [{ prompt, text: "" }], never);
    assert.ok(Number.isNaN(scores[0]));
  });

  it("reads the beginning of a text that is longer than the context", async () => {
    const [score] = await scoreTexts(loaded, [{ prompt, text: "It eats. ".repeat(400) }], never);
    assert.ok(Number.isFinite(score));
  });

  it("scores the tokens that the model wrote", async () => {
    const prepared = preparePrompt(loaded, prompt, [], 200);
    const text = "It eats berries.";
    const tokens = answerTokens(loaded.model, prepared, text);
    assert.equal(loaded.model.detokenize(tokens, false, prepared.tokens).trim(), text);
  });
});
