import assert from "node:assert/strict";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { greedySampling } from "../../src/engine/api/sampling.js";
import { decode } from "../../src/engine/decoding/decode.js";
import {
  createSteeredContext,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import type { SteeringChoice } from "../../src/steering/choice.js";
import { composePlan, operationsAt, planOperation } from "../../src/steering/plan.js";
import {
  type OpenModel,
  openRandomModel,
  openSequences,
  tokensOf,
  unitVector,
} from "../support/steered-model.js";

describe("writing while the strength decays", () => {
  const decay = 2;
  const length = 14;
  let open: OpenModel;
  let steered: SteeredContext;
  let sequences: LlamaContextSequence[];
  before(async () => {
    open = await openRandomModel();
    ({ steered, sequences } = await openSequences(open, { contextSize: 256, sequences: 2 }));
  });
  after(() => open.close());

  const planOf = (strength: number, decay?: number) => {
    const direction = unitVector(steered.embeddingSize, 3);
    const measured = { direction, norm: 8, target: 8, baseline: 0, agreement: 1 };
    const vector = { name: "v", pairs: 1, layers: [measured, measured, measured] };
    const positions = "from-last";
    const choice: SteeringChoice = { layer: 2, operation: "add", positions, strength, decay };
    return composePlan([planOperation(vector, choice, 1)]);
  };

  /** Greedy, with one variant set by hand for each token, in a context of its own. */
  async function byHand(prompt: readonly Token[], strength: number): Promise<string> {
    const fresh = await createSteeredContext(open.model, { contextSize: 256 });
    const sequence = fresh.context.getSequence();
    const written: Token[] = [];
    await sequence.evaluateWithoutGeneratingNewTokens(prompt.slice(0, -1));
    for (let t = 0; t < length; t++) {
      const left = t <= 4 * decay ? strength * 2 ** (-t / decay) : 0;
      await fresh.setVariants([operationsAt(planOf(left), 1)]);
      await fresh.assign(sequence, 1);
      const [output] = await sequence.controlledEvaluate([
        [
          (written.at(-1) ?? prompt.at(-1)) as Token,
          { generateNext: { token: true, options: { temperature: 0 } } },
        ],
      ]);
      written.push(output?.next.token as Token);
    }
    await fresh.dispose();
    return open.model.detokenize(written);
  }

  const task = (words: string, strength: number, decay?: number) => ({
    tokens: tokensOf(open.model, words),
    plan: planOf(strength, decay),
    sampling: greedySampling(length),
  });
  const write = (tasks: Parameters<typeof decode>[3]) =>
    decode(open.model, steered, sequences, tasks, new AbortController().signal);

  it("gives each token its strength, in texts that are written side by side", async () => {
    const cases = [
      ["Once upon", 1.5],
      ["Hello, world", -2],
      ["return 1 + 2", 3],
    ] as const;
    const texts = await write(cases.map(([words, strength]) => task(words, strength, decay)));
    const staying = await write(cases.map(([words, strength]) => task(words, strength)));
    for (const [i, [words, strength]] of cases.entries()) {
      assert.equal(texts[i]?.text, await byHand(tokensOf(open.model, words), strength));
    }
    assert.notDeepEqual(
      texts.map(({ text }) => text),
      staying.map(({ text }) => text),
    );
  });
});
