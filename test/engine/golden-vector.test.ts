import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { externalOperations } from "../../src/engine/generating/external-vectors.js";
import { createSteeredContext, sequenceIdOf } from "../../src/engine/hook/steered-context.js";
import { LoadedModel } from "../../src/engine/loading/loaded-model.js";
import { extractVector } from "../../src/engine/measuring/activations.js";
import { requestTokens } from "../../src/engine/prompting/prompts.js";
import { encodeGguf, float32Tensor, type GgufValue } from "../../src/gguf/gguf.js";
import { decodeVectorFile, encodeVectorFile } from "../../src/steering/control-vector.js";
import { planOperation } from "../../src/steering/plan.js";
import type { SteeringVector } from "../../src/steering/vector.js";
import { temporaryFolder, tinyModel, writeRandomModel } from "../support/random-model.js";
import { capturePrompt, evaluatePrompt, unitVector } from "../support/steered-model.js";

const queries = [
  "Describe a fox.",
  "Write about a harbour in winter.",
  "What is rain?",
  "Tell me of a lighthouse that nobody visits any more.",
];
const phrasings = ["Use no commas.", "Do not use any commas in your answer."];
const within = 1e-4;
const never = new AbortController().signal;

describe("a vector, as extracted", () => {
  const folder = temporaryFolder();
  let loaded: LoadedModel;
  let vector: SteeringVector;
  /** By pair and layer: the rows with and without the instruction. */
  let captured: { with: number[][]; without: number[][] }[];

  before(async () => {
    const path = join(folder.path, "golden.gguf");
    writeRandomModel(path, { seed: 5 });
    loaded = await LoadedModel.load(path, () => {}, never);
    vector = await extractVector(loaded, { name: "golden", phrasings }, queries, () => {}, never);

    const requests = queries.flatMap((query, i) => [`${query} ${phrasings[i % 2]}`, query]);
    const rows = await lastRows(loaded, requests);
    captured = queries.map((_, i) => ({
      with: rows[2 * i] ?? assert.fail(),
      without: rows[2 * i + 1] ?? assert.fail(),
    }));
  });
  after(async () => {
    await loaded.dispose();
    folder.remove();
  });

  /** The method's definitions for one layer in plain float64 loops, none of the steering code. */
  function expected(layer: number) {
    const n = captured.length;
    const width = tinyModel.embeddingSize;
    const u = new Array<number>(width).fill(0);
    const differences: number[][] = [];
    for (const pair of captured) {
      const difference: number[] = [];
      for (let k = 0; k < width; k++) {
        const d = (pair.with[layer]?.[k] ?? Number.NaN) - (pair.without[layer]?.[k] ?? Number.NaN);
        difference.push(d);
        u[k] = (u[k] ?? 0) + d / n;
      }
      differences.push(difference);
    }
    const norm = Math.sqrt(inner(u, u));
    for (let k = 0; k < width; k++) u[k] = (u[k] ?? 0) / norm;
    let target = 0;
    let baseline = 0;
    for (const pair of captured) {
      target += inner(pair.with[layer] ?? [], u) / n;
      baseline += inner(pair.without[layer] ?? [], u) / n;
    }
    let cosines = 0;
    for (let a = 0; a < n; a++) {
      for (let b = 0; b < n; b++) {
        const [one, other] = [differences[a] ?? [], differences[b] ?? []];
        if (a === b) continue;
        cosines += inner(one, other) / Math.sqrt(inner(one, one) * inner(other, other));
      }
    }
    return { u, norm, target, baseline, agreement: cosines / (n * (n - 1)) };
  }

  for (let layer = 0; layer < tinyModel.layers; layer++) {
    it(`is the difference in means after block ${layer}, with its projections`, () => {
      const wanted = expected(layer);
      const measured = vector.layers[layer];
      assert.ok(measured);
      assertNear([...measured.direction], wanted.u);
      assertNear(
        [measured.norm, measured.target, measured.baseline, measured.agreement],
        [wanted.norm, wanted.target, wanted.baseline, wanted.agreement],
      );
      assert.ok(wanted.norm > 0.1, "there is something to measure");
    });
  }

  it("is the same after it was written and read", () => {
    const { vector: read } = decodeVectorFile(encodeVectorFile(vector, "llama", "m"));
    for (const [layer, measured] of vector.layers.entries()) {
      const { direction, norm, target, baseline, agreement } = read.layers[layer] ?? assert.fail();
      if (layer > 0) assertNear([...direction, norm], [...measured.direction, measured.norm]);
      assertNear(
        [target, baseline, agreement],
        [measured.target, measured.baseline, measured.agreement],
      );
    }
  });

  it("moves a row's projection to the target, as a plan applies it", async () => {
    const layer = 3;
    const choice = { layer, operation: "target", positions: "all", strength: 1 } as const;
    const { u, target } = expected(layer);
    const steered = await createSteeredContext(loaded.model, { contextSize: 512 });
    const sequence = steered.context.getSequence();
    await steered.setVariants([[planOperation(vector, choice, 1)]]);
    await steered.assign(sequence, 1);
    const tokens = requestTokens(loaded.model, loaded.chat, "What is snow?");
    const rows = await capturePrompt(steered, sequence, tokens, [layer]);
    assert.equal(rows.length, tokens.length);
    for (const { values } of rows) assertNear([inner([...values], u)], [target]);
    await steered.dispose();
  });

  describe("from files of other programs", () => {
    const directions = Array.from({ length: tinyModel.layers - 1 }, (_, i) =>
      unitVector(tinyModel.embeddingSize, i + 7).map((x) => 3 * x),
    );
    const file = (layerCount: GgufValue, hint: string) =>
      encodeGguf({
        metadata: new Map<string, GgufValue>([
          ["general.architecture", { type: "string", value: "controlvector" }],
          ["controlvector.model_hint", { type: "string", value: hint }],
          ["controlvector.layer_count", layerCount],
        ]),
        tensors: directions.map((direction, i) => float32Tensor(`direction.${i + 1}`, direction)),
      });

    for (const [program, bytes] of [
      // repeng's export_gguf adds the layer count with add_uint32, llama.cpp with gguf_set_val_i32.
      ["repeng", file({ type: "uint32", value: directions.length }, "mistral")],
      ["llama.cpp", file({ type: "int32", value: directions.length }, "llama")],
    ] as const) {
      it(`is added as it stands in a file of ${program}`, async () => {
        const path = join(folder.path, `${program}.gguf`);
        await writeFile(path, bytes);
        const plan = await externalOperations(loaded, [
          { file: path, scale: 0.5, firstLayer: 1, lastLayer: 99 },
        ]);
        assert.deepEqual(
          plan.map(({ layer, gain, oneSided }) => ({ layer, gain, oneSided })),
          directions.map((_, i) => ({ layer: i + 1, gain: 0, oneSided: false })),
        );
        for (const [i, { direction, value }] of plan.entries()) {
          assertNear(
            [...direction.map((x) => x * value)],
            [...(directions[i] ?? [])].map((x) => x / 2),
          );
        }
      });
    }
  });
});

/**
 * The rows of the requests' last tokens by layer, in a context of the test's own. All are read in one
 * go: the cache's 16-bit cells make what is computed depend a little on what shares a batch.
 */
async function lastRows(loaded: LoadedModel, requests: readonly string[]): Promise<number[][][]> {
  const steered = await createSteeredContext(loaded.model, {
    sequences: requests.length,
    contextSize: 512,
  });
  const layers = Array.from({ length: tinyModel.layers }, (_, layer) => layer);
  const prompts = requests.map((request) => ({
    tokens: requestTokens(loaded.model, loaded.chat, request),
    sequence: steered.context.getSequence(),
  }));
  const rows = await steered.capture(layers, "all", () =>
    Promise.all(prompts.map(({ sequence, tokens }) => evaluatePrompt(sequence, tokens))),
  );
  await steered.dispose();
  return prompts.map(({ sequence, tokens }) =>
    layers.map((layer) => {
      const last = rows.find(
        (row) =>
          row.layer === layer &&
          row.sequenceId === sequenceIdOf(sequence) &&
          row.position === tokens.length - 1,
      );
      return [...(last?.values ?? [])];
    }),
  );
}

function inner(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? Number.NaN);
  return sum;
}

function assertNear(actual: readonly number[], wanted: readonly number[]): void {
  assert.equal(actual.length, wanted.length);
  for (const [i, value] of wanted.entries()) {
    const error = Math.abs((actual[i] ?? Number.NaN) - value);
    assert.ok(error <= within, `number ${i} is ${actual[i]}, not ${value}`);
  }
}
