import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GenerateResult, ModelDescription } from "../../../src/engine/api/protocol.js";
import { StarterSpeed } from "../../../src/model-picking/starter-speed.js";
import { WritingStateHolder } from "../../../src/writing/state/writing-state.js";

/** Any file of some size does. */
const STARTER = fileURLToPath(import.meta.url);
const { signal } = new AbortController();

function written(
  tokensPerSecond: number,
  { path = STARTER, device = "CPU", tokens = [32] } = {},
): GenerateResult {
  const model = { path, name: "m", layers: 1, width: 1, contextSize: 1, device };
  const texts = tokens.map((count) => ({ tokens: count }));
  return { model, texts, notes: [], promptTokens: 1, tokensPerSecond } as unknown as GenerateResult;
}

/** An engine that writes so fast, and how often it was asked to. */
function starting(tokensPerSecond: number, inMemory?: string) {
  const engine = {
    model: inMemory === undefined ? undefined : ({ path: inMemory } as ModelDescription),
    asked: 0,
    async request() {
      engine.asked += 1;
      return { status: "done", result: written(tokensPerSecond) };
    },
  };
  const state = new WritingStateHolder();
  const speed = new StarterSpeed(engine as never, state, STARTER);
  return {
    engine,
    state,
    speed,
    measure: async () => (await speed.measure(signal))?.tokensPerSecond,
  };
}

describe("the starter's speed", () => {
  it("is measured by a text of its own, with the size of its file", async () => {
    const { speed, engine } = starting(40);
    const { size: bytes } = statSync(STARTER);
    assert.deepEqual(await speed.measure(signal), { tokensPerSecond: 40, bytes, onGpu: false });
    assert.equal(engine.asked, 1);
  });

  it("is the fastest of what it has written", async () => {
    const { state, measure } = starting(40);
    state.set({ lastResult: written(60) });
    state.set({ lastResult: written(50) });
    assert.equal(await measure(), 60);
  });

  it("is not measured while another model is in memory, but known from before", async () => {
    const { engine, state, measure } = starting(40, "/models/other.gguf");
    assert.equal(await measure(), undefined);
    state.set({ lastResult: written(60) });
    assert.equal(await measure(), 60);
    assert.equal(engine.asked, 0);
  });

  it("is told by no other model, no few tokens, and no texts side by side", async () => {
    const { state, measure } = starting(0, "/models/other.gguf");
    state.set({ lastResult: written(900, { path: "/models/other.gguf" }) });
    state.set({ lastResult: written(900, { tokens: [3] }) });
    state.set({ lastResult: written(900, { tokens: [32, 32] }) });
    assert.equal(await measure(), undefined);
  });

  it("is known to be a GPU's", async () => {
    const { state, speed } = starting(0, "/models/other.gguf");
    state.set({ lastResult: written(400, { device: "Card" }) });
    assert.equal((await speed.measure(signal))?.onGpu, true);
  });
});
