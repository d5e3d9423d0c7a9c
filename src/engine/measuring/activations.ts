/** Measures the residual stream at prompts' last tokens, and from it steering vectors. */
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { contrastPairs, type NeededVector } from "../../steering/contrast.js";
import {
  type ActivationPair,
  measureVector,
  type PromptActivations,
  type SteeringVector,
} from "../../steering/vector.js";
import { clearCells } from "../decoding/prompt-cells.js";
import { firstSequences, UNSTEERED } from "../decoding/sequences.js";
import { type SteeredContext, sequenceIdOf } from "../hook/steered-context.js";
import type { LoadedModel } from "../loading/loaded-model.js";
import { requestTokens } from "../prompting/prompts.js";

/**
 * One vector from one contrast pair per base query.
 *
 * @param onProgress called with the number of prompts evaluated so far and in all
 */
export async function extractVector(
  loaded: LoadedModel,
  { name, phrasings }: Pick<NeededVector, "name" | "phrasings">,
  queries: readonly string[],
  onProgress: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<SteeringVector> {
  return measureVector(name, await capturePairs(loaded, phrasings, queries, onProgress, signal));
}

/**
 * The activations of one contrast pair per base query, at every layer. The unsteered halves are
 * evaluated once per model and query and shared by all vectors.
 *
 * @param onProgress called with the number of prompts evaluated so far and in all
 */
export async function capturePairs(
  loaded: LoadedModel,
  phrasings: readonly string[],
  queries: readonly string[],
  onProgress: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<ActivationPair[]> {
  const pairs = contrastPairs(queries, phrasings);
  const tokens = queries.map((query) => requestTokens(loaded.model, loaded.chat, query));
  const halves = await Promise.all(tokens.map((prompt) => loaded.baselines.find(prompt)));
  const unknown = [...halves.keys()].filter((i) => halves[i] === undefined);
  const requests = [
    ...pairs.map(({ withInstruction }) => withInstruction),
    ...unknown.map((i) => queries[i] as string),
  ];
  const captured = await captureRequests(loaded, requests, onProgress, signal);
  for (const [place, i] of unknown.entries()) {
    const half = activationsAt(captured, pairs.length + place);
    halves[i] = half;
    await loaded.baselines.remember(tokens[i] as Token[], half);
  }
  return pairs.map((_, i) => ({
    withInstruction: activationsAt(captured, i),
    without: activationsAt(halves, i),
  }));
}

function activationsAt(
  captured: readonly (PromptActivations | undefined)[],
  index: number,
): PromptActivations {
  const activations = captured[index];
  if (!activations) throw new Error(`Prompt ${index} was not captured.`);
  return activations;
}

/** The activations of each request's last prompt token, at every layer, in the given order. */
export async function captureRequests(
  loaded: LoadedModel,
  requests: readonly string[],
  onProgress: (done: number, all: number) => void,
  signal: AbortSignal,
): Promise<PromptActivations[]> {
  const steered = await loaded.measuringContext();
  const sequences = firstSequences(steered, steered.context.totalSequences);
  const activations: PromptActivations[] = [];
  for (let from = 0; from < requests.length; from += sequences.length) {
    signal.throwIfAborted();
    const group = requests.slice(from, from + sequences.length);
    activations.push(...(await captureGroup(loaded, steered, sequences, group)));
    onProgress(activations.length, requests.length);
  }
  return activations;
}

async function captureGroup(
  loaded: LoadedModel,
  steered: SteeredContext,
  sequences: readonly LlamaContextSequence[],
  requests: readonly string[],
): Promise<PromptActivations[]> {
  const layers = Array.from({ length: steered.layerCount }, (_, layer) => layer);
  const prompts = requests.map((request, i) => ({
    tokens: requestTokens(loaded.model, loaded.chat, request),
    sequence: sequences[i] as LlamaContextSequence,
  }));
  for (const { sequence } of prompts) {
    await clearCells(sequence);
    await steered.assign(sequence, UNSTEERED);
  }
  const rows = await steered.capture(layers, "output", async () => {
    await Promise.all(
      prompts.map(({ tokens, sequence }) =>
        sequence.controlledEvaluate([
          ...tokens.slice(0, -1),
          // Only a row whose logits are wanted reaches the last block.
          ...tokens.slice(-1).map((token) => [token, { generateNext: { token: true } }] as const),
        ] as Parameters<LlamaContextSequence["controlledEvaluate"]>[0]),
      ),
    );
  });
  return prompts.map(({ sequence }) =>
    layers.map((layer) => {
      const id = sequenceIdOf(sequence);
      const row = rows.find((r) => r.layer === layer && r.sequenceId === id);
      if (!row) throw new Error(`The model has no output to capture at layer ${layer}.`);
      return row.values;
    }),
  );
}
