import assert from "node:assert/strict";
import type { Token } from "node-llama-cpp";
import { greedySampling } from "../../src/engine/api/sampling.js";
import { type DecodeTask, decode } from "../../src/engine/decoding/decode.js";
import { clearCells } from "../../src/engine/decoding/prompt-cells.js";
import { firstSequences } from "../../src/engine/decoding/sequences.js";
import {
  createSteeredContext,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import { PROMPT_START, type SteeringPlan, UNSTEERED_PLAN } from "../../src/steering/plan.js";
import type { RowOperations } from "../../src/steering/row-operation.js";
import {
  loadRandomModel,
  type OpenModel,
  openLlama,
  unitVector,
} from "../support/steered-model.js";

const TOKENS = 24;
const { signal } = new AbortController();

/** Printable, and never the same twice for different seeds. */
function text(length: number, seed: number): Token[] {
  return Array.from({ length }, (_, i) => (65 + ((i * 5 + seed * 7 + (i >> 3)) % 26)) as Token);
}

describe("cells that are used again", () => {
  // A cache of all tokens, and one that forgets what is behind its window of 8.
  for (const architecture of ["llama", "gemma3"] as const) {
    describe(architecture, () => {
      let open: OpenModel;
      let steered: SteeredContext;
      before(async () => {
        const llama = await openLlama();
        const { model, close } = await loadRandomModel(llama, { architecture });
        open = { llama, model, close };
        steered = await createSteeredContext(model, { contextSize: 256, sequences: 3 });
        assert.equal(steered.unavailable, undefined);
      });
      after(async () => {
        await steered.dispose();
        await open.close();
        await open.llama.dispose();
      });

      const projection = (value: number): RowOperations => [
        {
          layer: 2,
          direction: unitVector(steered.embeddingSize, 1),
          value,
          gain: 1,
          oneSided: false,
        },
      ];
      /** From the last token of the prompt on. */
      const fromLast = (value: number): SteeringPlan => ({
        phases: [{ from: 0, operations: projection(value) }],
      });
      const everywhere = (value: number): SteeringPlan => ({
        phases: [{ from: PROMPT_START, operations: projection(value) }],
      });
      const task = (tokens: readonly Token[], plan: SteeringPlan): DecodeTask => ({
        tokens,
        plan,
        sampling: greedySampling(TOKENS),
      });
      const write = async (...tasks: DecodeTask[]) => {
        const sequences = firstSequences(steered, 3);
        const texts = await decode(open.model, steered, sequences, tasks, signal);
        return texts.map((written) => written.text);
      };
      /** Each in an empty cache, alone. */
      const fresh = async (...tasks: DecodeTask[]) => {
        const texts: string[] = [];
        for (const one of tasks) {
          for (const sequence of firstSequences(steered, 3)) await clearCells(sequence);
          texts.push(...(await write(one)));
        }
        return texts;
      };

      const document = text(90, 1);
      const typed = [...document, ...text(5, 2)];
      const edited = [...document.slice(0, 60), ...text(30, 3)];

      it("give the same text when the dial was turned", async () => {
        const turned = task(document, fromLast(6));
        const [expected] = await fresh(turned);
        await fresh(task(document, fromLast(2)));
        assert.deepEqual(await write(turned), [expected]);
      });

      it("give the same text when something was typed, or changed in the middle", async () => {
        for (const tokens of [typed, edited]) {
          const changed = task(tokens, fromLast(4));
          const [expected] = await fresh(changed);
          await fresh(task(document, fromLast(4)));
          assert.deepEqual(await write(changed), [expected]);
        }
      });

      it("give the same text when all of the prompt is steered otherwise", async () => {
        for (const plan of [everywhere(6), UNSTEERED_PLAN, everywhere(2)]) {
          const otherwise = task(typed, plan);
          const [expected] = await fresh(otherwise);
          await fresh(task(document, everywhere(2)));
          assert.deepEqual(await write(otherwise), [expected]);
        }
      });

      it("give each of several texts what it would be alone", async () => {
        const tasks = [
          task(typed, fromLast(2)),
          task(typed, fromLast(6)),
          task(edited, everywhere(4)),
          task(document, UNSTEERED_PLAN),
        ];
        const expected = await fresh(...tasks);
        await fresh(task(document, fromLast(4)));
        assert.deepEqual(await write(...tasks), expected);
        // Once more, with the cells that they have left.
        assert.deepEqual(await write(...tasks.toReversed()), expected.toReversed());
      });
    });
  }

  it("are most of a document when a word is typed", async () => {
    const llama = await openLlama();
    const { model, close } = await loadRandomModel(llama);
    const steered = await createSteeredContext(model, { contextSize: 512 });
    const evaluated: number[] = [];
    const read = (tokens: Token[]) =>
      decode(
        model,
        steered,
        firstSequences(steered, 1),
        [{ tokens, plan: UNSTEERED_PLAN, sampling: greedySampling(1) }],
        signal,
      );
    const document = text(300, 4);
    for (const tokens of [document, [...document, ...text(6, 5)]]) {
      const rows = await steered.capture([0], "all", () => read(tokens));
      evaluated.push(rows.length);
    }
    const [first = 0, second = 0] = evaluated;
    assert.ok(first >= 299, `${first} rows`);
    assert.ok(second <= 8, `${second} rows`);
    await steered.dispose();
    await close();
    await llama.dispose();
  });
});
