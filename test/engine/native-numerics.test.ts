import assert from "node:assert/strict";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { z } from "zod";
import {
  type CapturedRow,
  createSteeredContext,
  type RowOperation,
  type SteeredContext,
  sequenceIdOf,
} from "../../src/engine/hook/steered-context.js";
import {
  type Backend,
  capturePrompt,
  decodeGreedily,
  distance,
  dot,
  evaluatePrompt,
  type OpenModel,
  openRandomModel,
  tokensOf,
  unitVector,
} from "../support/steered-model.js";
import { checkAddition, checkTargets } from "../support/steering-checks.js";

// Small, because a GPU in software takes its time.
const shape = {
  layers: 4,
  embeddingSize: 64,
  heads: 2,
  keyValueHeads: 1,
  feedForwardSize: 128,
};
const text = "The quick brown fox";
const layer = 1;
const lastLayer = shape.layers - 1;
const u = unitVector(shape.embeddingSize, 1);
const v = unitVector(shape.embeddingSize, 2);

const add = (value: number, direction = u, at = layer): RowOperation => {
  return { layer: at, direction, value, gain: 0, oneSided: false };
};
const target = (value: number, direction = u, at = layer): RowOperation => {
  return { layer: at, direction, value, gain: 1, oneSided: false };
};
const raise = (dial: number, value: number, direction = u): RowOperation => {
  return { layer, direction, value: dial * value, gain: dial, oneSided: true };
};

/** The definition of a row operation, once more and in double precision. */
function applied(row: Float32Array, operations: readonly RowOperation[]): Float32Array {
  const result = Float64Array.from(row);
  for (const { direction, value, gain, oneSided, cap = Number.POSITIVE_INFINITY } of operations) {
    const projection = result.reduce((sum, x, i) => sum + x * (direction[i] as number), 0);
    let c = value - gain * projection;
    if (oneSided) c = Math.max(0, c);
    const limit = cap === Number.POSITIVE_INFINITY ? cap : cap * Math.hypot(...result);
    c = Math.min(Math.max(c, -limit), limit);
    for (const [i, d] of direction.entries()) result[i] = (result[i] as number) + c * d;
  }
  return Float32Array.from(result);
}

describeNumerics("on the CPU", false);

/** Named by `bench/gpu.sh`, on a machine that has one. */
const named = z.enum(["cuda", "vulkan", "metal"]).optional().parse(process.env.TILLER_TEST_GPU);
if (named) describeNumerics(`on the GPU, by ${named}`, named);

describe("with a software Vulkan driver", () => {
  const variable = "GGML_VK_VISIBLE_DEVICES";
  const previous = process.env[variable];
  before(async function () {
    // Software devices are left out unless they are named.
    process.env[variable] = "0";
    const devices = await vulkanDevices();
    if (devices.length === 0) {
      console.log("    No Vulkan driver is installed: steering on a device is not tested.");
      this.skip();
    }
  });
  after(() => {
    if (previous === undefined) delete process.env[variable];
    else process.env[variable] = previous;
  });
  describeNumerics("on a device", "vulkan");
});

async function vulkanDevices(): Promise<string[]> {
  try {
    const { llama, close } = await openRandomModel("vulkan", shape);
    const names = await llama.getGpuDeviceNames();
    await close();
    return names;
  } catch {
    return [];
  }
}

function describeNumerics(where: string, gpu: Backend | false): void {
  describe(`steering ${where}`, function () {
    this.timeout(600_000);
    let open: OpenModel;
    let steered: SteeredContext;
    let sequence: LlamaContextSequence;
    let tokens: Token[];
    let before_: CapturedRow[];

    before(async () => {
      open = await openRandomModel(gpu, shape);
      steered = await createSteeredContext(open.model, { contextSize: 512, batchSize: 256 });
      assert.equal(steered.unavailable, undefined);
      sequence = steered.context.getSequence();
      tokens = tokensOf(open.model, text);
      before_ = await capturePrompt(steered, sequence, tokens, [layer]);
      assert.equal(before_.length, tokens.length);
    });
    after(() => open.close());

    /** Captures the layer's rows steered by `operations`, each with its row before. */
    async function steerAndCapture(
      operations: readonly RowOperation[],
    ): Promise<{ before: Float32Array; after: Float32Array }[]> {
      await steered.setVariants([operations]);
      await steered.assign(sequence, 1);
      const rows = await capturePrompt(steered, sequence, tokens, [layer]);
      await steered.setVariants([]);
      assert.equal(rows.length, before_.length);
      return rows.map((row, i) => {
        return { before: before_[i]?.values as Float32Array, after: row.values };
      });
    }

    it("runs where it should", async () => {
      await steerAndCapture([add(1)]);
      if (gpu === false) {
        assert.equal(steered.deviceName(), "CPU");
      } else {
        assert.notDeepEqual(await open.llama.getGpuDeviceNames(), []);
        assert.match(steered.deviceName() ?? "", new RegExp(gpu, "i"));
      }
    });

    it("add: a row becomes row + s u", () =>
      checkAddition({ steered, sequence, tokens }, layer, 2.5));

    it("target: the projection becomes z", async () => {
      for (const { before, after } of await steerAndCapture([target(3)])) {
        assert.ok(Math.abs(dot(after, u) - 3) < 1e-4, `${dot(after, u)}`);
        assert.ok(distance(after, applied(before, [target(3)])) < 1e-4);
      }
    });

    it("raise: a projection below z is moved up, one above it stays", async () => {
      const projections = before_.map(({ values }) => dot(values, u)).sort((a, b) => a - b);
      const z = projections[Math.floor(projections.length / 2)] as number;
      let raised = 0;
      for (const { before, after } of await steerAndCapture([raise(0.5, z)])) {
        if (dot(before, u) > z) {
          assert.deepEqual(after, before);
        } else {
          raised += dot(after, u) > dot(before, u) ? 1 : 0;
          assert.ok(distance(after, applied(before, [raise(0.5, z)])) < 1e-4);
        }
      }
      assert.ok(raised > 5);
    });

    it("applies several operations at one layer in order", async () => {
      const operations = [target(2, u), raise(1, 4, v), add(-1.5, v), target(1, u)];
      for (const { before, after } of await steerAndCapture(operations)) {
        assert.ok(distance(after, applied(before, operations)) < 1e-4);
      }
    });

    for (const [name, operations] of [
      ["add", [{ ...add(40), cap: 0.25 }]],
      ["subtract", [{ ...add(-40), cap: 0.25 }]],
      ["target", [{ ...target(9), cap: 0.5 }]],
      ["raise", [{ ...raise(1, 30), cap: 0.1 }]],
    ] as const) {
      it(`${name}: a cap limits how far a row moves`, async () => {
        const rho = operations[0].cap;
        for (const { before, after } of await steerAndCapture(operations)) {
          const moved = Math.hypot(...after.map((x, i) => x - (before[i] as number)));
          assert.ok(moved <= rho * Math.hypot(...before) + 1e-4, `${moved}`);
          assert.ok(moved > 0);
          assert.ok(distance(after, applied(before, operations)) < 1e-4);
        }
      });
    }

    it("a cap that is not reached changes nothing", async () => {
      for (const cap of [1000, Number.POSITIVE_INFINITY]) {
        const capped = await steerAndCapture([{ ...add(2.5), cap }]);
        assert.deepEqual(capped, await steerAndCapture([add(2.5)]));
      }
    });

    it("caps some operations of a layer and not others, each by the row before it", async () => {
      const operations = [
        { ...target(20, u), cap: 0.3 },
        add(15, v),
        { ...raise(1, 40, u), cap: 0.05 },
        { ...add(-9, v), cap: 0 },
        target(1, u),
      ];
      for (const { before, after } of await steerAndCapture(operations)) {
        assert.ok(distance(after, applied(before, operations)) < 1e-4);
      }
    });

    it("steers all layers at once, the last one too", () =>
      checkTargets({ steered, sequence, tokens }));

    it("leaves no trace when it is removed", async () => {
      const logits = await evaluatePrompt(sequence, tokens);
      await steered.setVariants([[add(4)]]);
      await steered.assign(sequence, 1);
      assert.notDeepEqual(await evaluatePrompt(sequence, tokens), logits);
      await steered.assign(sequence, 0);
      assert.deepEqual(await evaluatePrompt(sequence, tokens), logits);
      await steered.assign(sequence, 1);
      assert.notDeepEqual(await evaluatePrompt(sequence, tokens), logits);
      await steered.setVariants([]);
      assert.deepEqual(await evaluatePrompt(sequence, tokens), logits);
    });

    it("captures output rows only, where asked to", async () => {
      const rows = await steered.capture([layer, lastLayer], "output", () =>
        evaluatePrompt(sequence, tokens),
      );
      const position = tokens.length - 1;
      assert.deepEqual(
        rows.map((row) => [row.layer, row.position]),
        [
          [layer, position],
          [lastLayer, position],
        ],
      );
    });

    it("follows a prompt through several batches", async () => {
      const small = await createSteeredContext(open.model, { contextSize: 512, batchSize: 8 });
      const own = small.context.getSequence();
      await small.setVariants([[target(3)]]);
      await small.assign(own, 1);
      const rows = await capturePrompt(small, own, tokens, [layer, lastLayer]);
      const ofLayer = rows.filter((row) => row.layer === layer);
      assert.deepEqual(
        ofLayer.map((row) => row.position),
        tokens.map((_, position) => position),
      );
      for (const row of ofLayer) assert.ok(Math.abs(dot(row.values, u) - 3) < 1e-4);
      await small.dispose();
    });

    it("passes its self-check", async () => {
      const own = await createSteeredContext(open.model, { contextSize: 256 });
      assert.equal(await own.selfCheck(), undefined);
      assert.equal(own.unavailable, undefined);
      own.context.getSequence();
      await own.dispose();
    });

    describe("four sequences at a time", () => {
      const texts = [
        "The quick brown",
        "Once upon a time in a far away land",
        "Hello",
        "return 1 + 2",
      ];
      const tokensToWrite = gpu === false ? 16 : 4;
      /** Vulkan computes batches of different sizes differently; other tokens' rows are 1 apart. */
      const sameRow = gpu === false ? 1e-4 : 2e-2;
      const variants = [
        [target(6)],
        [add(5), target(4, v, lastLayer)],
        [raise(1, 6), add(3, v, 2)],
      ];
      let shared: SteeredContext;
      let sequences: LlamaContextSequence[];
      let prompts: Token[][];

      before(async () => {
        // A small batch, so that long prompts are split while short ones are decoded already.
        shared = await createSteeredContext(open.model, {
          contextSize: 256,
          batchSize: 16,
          sequences: 4,
        });
        assert.equal(shared.unavailable, undefined);
        sequences = texts.map(() => shared.context.getSequence());
        prompts = texts.map((prompt) => tokensOf(open.model, prompt));
      });
      after(() => shared.dispose());

      /** Every sequence's own variant; the first sequence is not steered. */
      async function assignAll(): Promise<void> {
        await shared.setVariants(variants);
        for (const [i, each] of sequences.entries()) await shared.assign(each, i);
      }

      it("writes what each writes alone", async () => {
        await assignAll();
        const alone: Token[][] = [];
        for (const [i, each] of sequences.entries()) {
          alone.push(await decodeGreedily(each, prompts[i] as Token[], tokensToWrite));
        }
        await shared.setVariants([]);
        const unsteered: Token[][] = [];
        for (const [i, each] of sequences.entries()) {
          unsteered.push(await decodeGreedily(each, prompts[i] as Token[], tokensToWrite));
        }
        await assignAll();
        const together = await Promise.all(
          sequences.map((each, i) => decodeGreedily(each, prompts[i] as Token[], tokensToWrite)),
        );
        assert.deepEqual(together, alone);
        assert.deepEqual(
          alone.map((written, i) => String(written) !== String(unsteered[i])),
          [false, true, true, true],
        );
      });

      it("attributes every row to its sequence and position", async () => {
        await assignAll();
        const layers = [0, layer, lastLayer];
        const rows = await shared.capture(layers, "all", () =>
          Promise.all(sequences.map((each, i) => evaluatePrompt(each, prompts[i] as Token[]))),
        );
        for (const [i, each] of sequences.entries()) {
          const prompt = prompts[i] as Token[];
          const own = rows.filter((row) => row.sequenceId === sequenceIdOf(each));
          for (const at of [0, layer]) {
            assert.deepEqual(
              own.filter((row) => row.layer === at).map((row) => row.position),
              prompt.map((_, position) => position),
            );
          }
          const last = own.filter((row) => row.layer === lastLayer).at(-1);
          assert.equal(last?.position, prompt.length - 1);
          const alone = await shared.capture(layers, "all", () => evaluatePrompt(each, prompt));
          for (const row of alone) {
            const same = own.find((r) => r.layer === row.layer && r.position === row.position);
            assert.ok(same && distance(same.values, row.values) < sameRow, `layer ${row.layer}`);
          }
        }
      });
    });
  });
}
