import assert from "node:assert/strict";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { type UsedSampling, usedSampling } from "../../src/engine/api/sampling.js";
import { type DecodedText, type DecodeTask, decode } from "../../src/engine/decoding/decode.js";
import { Ban } from "../../src/engine/guarantees/ban.js";
import type { SteeredContext } from "../../src/engine/hook/steered-context.js";
import { PROMPT_START, UNSTEERED_PLAN } from "../../src/steering/plan.js";
import {
  type OpenModel,
  openRandomModel,
  openSequences,
  tokensOf,
  unitVector,
} from "../support/steered-model.js";

const never = new AbortController().signal;
const TOKENS = 40;

/** Without chance: what follows depends on the model and on what stands before. */
const penalised = usedSampling({
  ...{ temperature: 0, repeatPenalty: 1.2, repeatLastN: 24, seed: 0, maxTokens: TOKENS },
  dry: { multiplier: 3, allowedLength: 1, penaltyLastN: 64, sequenceBreakers: ["q"] },
});

describe("penalties", () => {
  let open: OpenModel;
  let steered: SteeredContext;
  let sequences: LlamaContextSequence[];
  before(async () => {
    open = await openRandomModel();
    ({ steered, sequences } = await openSequences(open, { contextSize: 512, sequences: 3 }));
  });
  after(() => open.close());

  function write(tasks: Partial<DecodeTask>[]): Promise<DecodedText[]> {
    const whole = tasks.map((task) => ({
      ...{ tokens: tokensOf(open.model, "Once upon"), plan: UNSTEERED_PLAN, sampling: penalised },
      ...task,
    }));
    return decode(open.model, steered, sequences.slice(0, tasks.length), whole, never);
  }

  async function writeOne(task: Partial<DecodeTask> = {}): Promise<string> {
    const [text] = await write([task]);
    return text?.text ?? "";
  }

  /** The character that follows, in a text of its own: its penalties can know nothing else. */
  async function next(before: readonly Token[], plan = UNSTEERED_PLAN): Promise<string> {
    const sampling = { ...penalised, maxTokens: 1 };
    return (await writeOne({ tokens: before, plan, sampling })).slice(0, 1);
  }

  it("make another text than there is without", async () => {
    const off: UsedSampling = {
      ...penalised,
      repeatPenalty: 1,
      dry: { ...penalised.dry, multiplier: 0 },
    };
    const [both, none, noDry] = [
      await writeOne(),
      await writeOne({ sampling: off }),
      await writeOne({ sampling: { ...penalised, dry: off.dry } }),
    ];
    assert.equal(new Set([both, none, noDry]).size, 3);
  });

  it("see what stands before, and nothing that a guarantee took back", async () => {
    const free = await writeOne();
    const prompt = tokensOf(open.model, "Once upon");
    // Words of this nonsense, as a ban reads them.
    const words = free.match(/(?<!\w)[a-z]+(?=\W)/gi) ?? [];
    assert.ok(words.length > 1);
    const ban = new Ban("ban", words.slice(0, 3));
    const [text] = await write([{ guarantees: [ban] }]);
    assert.ok(text && text.text !== free);
    const interventions = text.guarantees[0]?.interventions ?? 0;
    assert.ok(interventions > 0);
    let different = 0;
    const taken: Token[] = [];
    for (const token of tokensOf(open.model, text.text).slice(-text.tokens)) {
      const expected = await next([...prompt, ...taken]);
      if (expected !== open.model.detokenize([token])) different += 1;
      taken.push(token);
    }
    // Where it had to act, and nowhere else.
    assert.ok(different > 0 && different <= interventions, `${different} of ${interventions}`);
  });

  it("are each text's own, also of texts that are steered and written side by side", async () => {
    const operations = [
      {
        layer: 2,
        direction: unitVector(steered.embeddingSize, 3),
        value: 3,
        gain: 0,
        oneSided: false,
      },
    ];
    const plan = { phases: [{ from: PROMPT_START, operations }] };
    const tasks: Partial<DecodeTask>[] = [
      {},
      { plan },
      { tokens: tokensOf(open.model, "A letter to the harbour master") },
    ];
    const alone: string[] = [];
    for (const task of tasks) alone.push(await writeOne(task));
    assert.equal(new Set(alone).size, 3);
    assert.deepEqual(
      (await write(tasks)).map(({ text }) => text),
      alone,
    );
  });
});
