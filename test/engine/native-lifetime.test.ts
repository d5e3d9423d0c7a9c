import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaModel } from "node-llama-cpp";
import {
  createSteeredContext,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import {
  decodeGreedily,
  loadRandomModel,
  openLlama,
  openRandomModel,
  tokensOf,
  unitVector,
} from "../support/steered-model.js";
import { until } from "../support/until.js";

/** A context with one sequence that has been steered and will be. */
async function steeredContext(model: LlamaModel): Promise<SteeredContext> {
  const steered = await createSteeredContext(model, { contextSize: 256 });
  assert.equal(steered.unavailable, undefined);
  const direction = unitVector(steered.embeddingSize, 1);
  await steered.setVariants([[{ layer: 2, direction, value: 4, gain: 1, oneSided: false }]]);
  const sequence = steered.context.getSequence();
  await steered.assign(sequence, 1);
  await decodeGreedily(sequence, tokensOf(model, "Hello"), 4);
  return steered;
}

/** Threads of this process. */
const threadCount = () => readdirSync("/proc/self/task").length;

describe("a steered context's threads", () => {
  it("are there from its beginning to its end", async function () {
    if (process.platform !== "linux") return this.skip();
    const { llama, model, close } = await openRandomModel();
    llama.maxThreads = 2;
    const before = threadCount();
    const steered = await steeredContext(model);
    // The other is the one that asks for the computation.
    assert.equal(threadCount(), before + 1);
    await steered.dispose();
    // A thread that has been joined is listed a moment longer.
    await until(() => threadCount() === before);
    await close();
  });
});

describe("a steered context's end", function () {
  // Sanitizers make it slow.
  this.timeout(600_000);

  it("may come in any order", async () => {
    const { llama, model, close } = await openRandomModel();
    llama.maxThreads = 2;
    const [first, second, third] = [
      await steeredContext(model),
      await steeredContext(model),
      await steeredContext(model),
    ];
    await second.dispose();
    await second.dispose();
    await first.context.dispose();
    await model.dispose();
    assert.ok(third.context.disposed);
    await close();
  });

  it("may come while it decodes", async () => {
    const { llama, model, close } = await openRandomModel();
    llama.maxThreads = 2;
    const steered = await createSteeredContext(model, { contextSize: 512, sequences: 2 });
    const direction = unitVector(steered.embeddingSize, 1);
    await steered.setVariants([[{ layer: 2, direction, value: 4, gain: 1, oneSided: false }]]);
    const sequences = [0, 1].map(() => steered.context.getSequence());
    const decodes = sequences.map(async (sequence) => {
      await steered.assign(sequence, 1);
      await decodeGreedily(sequence, tokensOf(model, "Hello ".repeat(20)), 100);
    });
    const outcomes = Promise.allSettled(decodes);
    await until(() => sequences.every(({ nextTokenIndex }) => nextTokenIndex > 0));
    await steered.dispose();
    for (const { status } of await outcomes) assert.equal(status, "rejected");
    await close();
  });

  it("may come in each order of what belongs together", async () => {
    const llama = await openLlama();
    for (const order of ordersOf(["steering", "context", "model"] as const)) {
      const { model, close } = await loadRandomModel(llama);
      const steered = await steeredContext(model);
      const ends = {
        steering: () => steered.dispose(),
        context: () => steered.context.dispose(),
        model: () => model.dispose(),
      };
      for (const what of order) await ends[what]();
      await assert.rejects(steered.setVariants([]), /disposed/, order.join(", "));
      await close();
    }
    await llama.dispose();
  });

  it("may come after the library's, and so may its model's", async () => {
    const { llama, model, close } = await openRandomModel();
    const steered = await steeredContext(model);
    await llama.dispose();
    await steered.dispose();
    await assert.rejects(steered.setVariants([]), /disposed/);
    await close();
  });

  for (const [how, what] of [
    ["collected", "be left to the garbage collector"],
    ["decoding", "be the end of the process"],
    ["alive", "be the end of the process while nothing happens"],
  ] as const) {
    // In a process of its own: a crash would come at its end.
    it(`may ${what}`, () => {
      const folder = mkdtempSync(join(tmpdir(), "tiller-lifetime-"));
      try {
        const program = join(import.meta.dirname, "../support/leave-context.ts");
        const { status, signal, stderr } = spawnSync(
          process.execPath,
          ["--import=tsx", program, how],
          // Its model is there until the very end.
          { encoding: "utf8", env: { ...process.env, TMPDIR: folder } },
        );
        assert.deepEqual({ status, signal, stderr }, { status: 7, signal: null, stderr: "" });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});

/** Every order of some things. */
function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length === 0) return [[]];
  return things.flatMap((first) =>
    ordersOf(things.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}
