import assert from "node:assert/strict";
import type { Llama, LlamaContextSequence } from "node-llama-cpp";
import {
  createSteeredContext,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import {
  type Architecture,
  type ArchitectureName,
  architectures,
} from "../support/random-architectures.js";
import { EPSILON, outputRows, type RandomModelOptions } from "../support/random-model.js";
import { loadRandomModel, openLlama, tokensOf } from "../support/steered-model.js";
import {
  checkAddition,
  checkBatch,
  checkLogits,
  checkTargets,
  type Subject,
} from "../support/steering-checks.js";

const shape = {
  layers: 4,
  embeddingSize: 64,
  heads: 2,
  keyValueHeads: 1,
  feedForwardSize: 64,
  contextSize: 256,
};

/** Models of one architecture that differ in what surrounds it. */
const families: Record<string, Partial<RandomModelOptions> & { architecture: ArchitectureName }> = {
  "Llama 3": { architecture: "llama", preTokenizer: "llama-bpe" },
  // Heads that are few and wide, and one key for each.
  Mistral: { architecture: "llama", preTokenizer: "tekken", keyValueHeads: 2 },
  // Three heads, as its smallest has nine: no power of two.
  SmolLM: { architecture: "llama", preTokenizer: "smollm", embeddingSize: 96, heads: 3 },
  "SmolLM 3": { architecture: "smollm3", preTokenizer: "smollm" },
  "Qwen 2": { architecture: "qwen2", preTokenizer: "qwen2" },
  "Qwen 3": { architecture: "qwen3", preTokenizer: "qwen2" },
  "Gemma 2": { architecture: "gemma2" },
  "Gemma 3": { architecture: "gemma3" },
  "Phi 3": { architecture: "phi3" },
  "Qwen 3, a mixture of experts": { architecture: "qwen3moe", preTokenizer: "qwen2" },
  "OLMoE, a mixture of experts": { architecture: "olmoe", keyValueHeads: 2 },
  "OLMo 2": { architecture: "olmo2" },
  Granite: { architecture: "granite" },
  "Command R": { architecture: "command-r" },
  "GPT-2": { architecture: "gpt2", keyValueHeads: 2 },
  Falcon: { architecture: "falcon" },
  "StarCoder 2": { architecture: "starcoder2" },
};

/** The output's norm (all its weights are 1) and matrix, in double precision. */
function logitsBy(options: Partial<RandomModelOptions>, architecture: Architecture) {
  const rows = outputRows(options);
  const { norm = "rms", normBias = 0, logits = (value: number) => value } = architecture;
  return (row: Float32Array): number[] => {
    const mean = norm === "layer" ? row.reduce((sum, x) => sum + x, 0) / row.length : 0;
    const centred = Float64Array.from(row, (x) => x - mean);
    const square = centred.reduce((sum, x) => sum + x * x, 0) / row.length;
    const scale = 1 / Math.sqrt(square + EPSILON);
    return rows.map((weights) =>
      logits(
        weights.reduce((sum, w, i) => sum + w * ((centred[i] as number) * scale + normBias), 0),
      ),
    );
  };
}

describe("architectures", () => {
  let llama: Llama;
  before(async () => {
    llama = await openLlama();
  });
  after(() => llama?.dispose());

  type LoadedModel = Awaited<ReturnType<typeof loadRandomModel>>;

  for (const [name, family] of Object.entries(families)) {
    describe(`steering ${name}`, () => {
      const options = { ...shape, ...family };
      let open: LoadedModel;
      let steered: SteeredContext;
      let subjects: Subject[];

      before(async () => {
        open = await loadRandomModel(llama, options);
        steered = await createSteeredContext(open.model, { contextSize: 128, sequences: 3 });
        assert.equal(steered.unavailable, undefined);
        const sequences: LlamaContextSequence[] = [];
        for (let i = 0; i < 3; i++) sequences.push(steered.context.getSequence());
        subjects = ["The quick brown fox", "Hello", "return 1 + 2"].map((text, i) => ({
          steered,
          sequence: sequences[i] as LlamaContextSequence,
          tokens: tokensOf(open.model, text),
        }));
      });
      after(() => open?.close());

      it("adds a vector to one block's rows and changes all after it", async () => {
        for (const layer of [0, 2]) await checkAddition(subjects[0] as Subject, layer, 2.5);
      });

      it("moves every block's projection to its target", () =>
        checkTargets(subjects[0] as Subject));

      it("makes the logits of the row that is captured", () =>
        checkLogits(subjects[0] as Subject, logitsBy(options, architectures[family.architecture])));

      it("steers each sequence of a batch as it does alone", () => checkBatch(subjects));
    });
  }

  describe("a model whose every layer is recurrent", () => {
    const options = { ...shape, architecture: "mamba" as const };
    let open: LoadedModel;
    before(async () => {
      open = await loadRandomModel(llama, options);
    });
    after(() => open?.close());

    it("is steered one text at a time", async () => {
      const steered = await createSteeredContext(open.model, { contextSize: 128 });
      assert.equal(steered.unavailable, undefined);
      const subject = {
        steered,
        sequence: steered.context.getSequence(),
        tokens: tokensOf(open.model, "The quick brown fox"),
      };
      await checkAddition(subject, 1, 2.5);
      await checkTargets(subject);
      await checkLogits(subject, logitsBy(options, architectures.mamba));
      await steered.dispose();
    });

    it("says that several at a time cannot be", async () => {
      const steered = await createSteeredContext(open.model, { contextSize: 128, sequences: 2 });
      const reason = await steered.selfCheck();
      assert.match(
        reason ?? "",
        /^A model with a recurrent state can be steered in one sequence at a time only\.$/,
      );
      assert.equal(steered.unavailable, reason);
      await steered.dispose();
    });
  });
});
