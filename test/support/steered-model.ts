/** Shared by tests of steering: a random model in memory, prompts, and a bit of algebra. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type ControlledEvaluateIndexOutput,
  getLlama,
  type Llama,
  type LlamaContextSequence,
  LlamaLogLevel,
  type LlamaModel,
  type Token,
} from "node-llama-cpp";
import {
  type CapturedRow,
  createSteeredContext,
  type SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import { type RandomModelOptions, temporaryFolder, writeRandomModel } from "./random-model.js";

export type Backend = "vulkan" | "cuda" | "metal";

export interface OpenModel {
  llama: Llama;
  model: LlamaModel;
  close(): Promise<void>;
}

/** Loads a random model, wholly onto the GPU if one is asked for. */
export async function openRandomModel(
  gpu: Backend | false = false,
  options: Partial<RandomModelOptions> = {},
): Promise<OpenModel> {
  const llama = await openLlama(gpu);
  const { model, close } = await loadRandomModel(llama, options);
  return {
    llama,
    model,
    async close() {
      await close();
      await llama.dispose();
    },
  };
}

/** The native library; opening it takes longer than loading a small model. */
export function openLlama(gpu: Backend | false = false): Promise<Llama> {
  return getLlama({
    gpu,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    maxThreads: 1,
  });
}

/** A context that can be steered, and all of its sequences; both are freed with the model. */
export async function openSequences(
  { model }: Pick<OpenModel, "model">,
  options: { contextSize: number; sequences: number },
): Promise<{ steered: SteeredContext; sequences: LlamaContextSequence[] }> {
  const steered = await createSteeredContext(model, options);
  assert.equal(steered.unavailable, undefined);
  const sequences = Array.from({ length: options.sequences }, () => steered.context.getSequence());
  return { steered, sequences };
}

export async function loadRandomModel(
  llama: Llama,
  options: Partial<RandomModelOptions> = {},
): Promise<{ model: LlamaModel; close(): Promise<void> }> {
  const folder = temporaryFolder();
  try {
    const modelPath = join(folder.path, "random.gguf");
    writeRandomModel(modelPath, options);
    const model = await llama.loadModel({ modelPath, gpuLayers: "max" });
    return {
      model,
      async close() {
        await model.dispose();
        folder.remove();
      },
    };
  } catch (error) {
    folder.remove();
    throw error;
  }
}

/** Text as tokens, preceded by the begin token. */
export function tokensOf(model: LlamaModel, text: string): Token[] {
  return [model.tokens.bos as Token, ...model.tokenize(text)];
}

/** Evaluates a whole prompt afresh and returns the logits of its last token. */
export async function evaluatePrompt(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
): Promise<Map<Token, number>> {
  await sequence.clearHistory();
  const last = tokens.length - 1;
  const outputs: (ControlledEvaluateIndexOutput | undefined)[] = await sequence.controlledEvaluate(
    tokens.map((token, i) => (i === last ? [token, { generateNext: { logits: true } }] : token)),
  );
  const logits = outputs[last]?.next.logits;
  if (logits === undefined) throw new Error("No logits came back.");
  return logits;
}

/** Rows of `layers` for a whole prompt, evaluated afresh. */
export function capturePrompt(
  steered: SteeredContext,
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  layers: readonly number[],
): Promise<CapturedRow[]> {
  return steered.capture(layers, "all", () => evaluatePrompt(sequence, tokens));
}

/** The tokens that the model finds most probable after a prompt evaluated afresh. */
export async function decodeGreedily(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  count: number,
): Promise<Token[]> {
  await sequence.clearHistory();
  const generated: Token[] = [];
  const generator = sequence.evaluate([...tokens], { temperature: 0, yieldEogToken: true });
  for await (const token of generator) {
    generated.push(token);
    if (generated.length === count) break;
  }
  return generated;
}

/** A vector of length 1, the same for the same seed. */
export function unitVector(size: number, seed: number): Float32Array {
  const values = Float32Array.from({ length: size }, (_, i) => Math.sin((i + 1) * (seed + 0.5)));
  const length = Math.sqrt(dot(values, values));
  return values.map((value) => value / length);
}

export function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
}

/** The largest difference between elements of two vectors of the same size. */
export function distance(a: Float32Array, b: Float32Array): number {
  return a.reduce((max, value, i) => Math.max(max, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
