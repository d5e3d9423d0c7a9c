/** Measures whether steering does to a loaded model what it computes. */
import type { LlamaContext, LlamaContextSequence, LlamaModel, Token } from "node-llama-cpp";
import type { RowOperation, RowOperations } from "../../steering/row-operation.js";

/** What is checked: the steering half of a steered context. */
interface Steerable {
  readonly context: LlamaContext;
  readonly layerCount: number;
  readonly embeddingSize: number;
  setVariants(variants: readonly RowOperations[]): Promise<void>;
  assign(sequence: LlamaContextSequence, variant: number): Promise<void>;
  capture(
    layers: readonly number[],
    rows: "output",
    evaluate: () => Promise<unknown>,
  ): Promise<{ layer: number; values: Float32Array }[]>;
}

/** Relative to the length of the row; sums of thousands of 32-bit products stay well below. */
const tolerance = 1e-3;

/**
 * Steers one token at every layer to a known projection and compares. Needs a free sequence, and
 * leaves its own variants behind.
 * @returns why steering does not work, as a sentence; undefined when it does.
 * @throws SteeringUnavailableError when capturing fails.
 */
export async function checkSteering(steered: Steerable): Promise<string | undefined> {
  const sequence = steered.context.getSequence();
  try {
    const before = await captureOneToken(steered, sequence);
    const missing = before.indexOf(undefined);
    // llama.cpp would not complain: operations at a layer it does not name are never applied.
    if (missing >= 0) {
      return `This model cannot be steered: llama.cpp does not show its residual stream after block ${missing}.`;
    }

    const direction = alternatingUnitVector(steered.embeddingSize);
    const targets = before.map((row) => length(row as Float32Array));
    const variant: RowOperation[] = targets.map((target, layer) => {
      return { layer, direction, value: target, gain: 1, oneSided: false };
    });
    await steered.setVariants([variant]);
    await steered.assign(sequence, 1);
    const after = await captureOneToken(steered, sequence);
    const wrong = after.findIndex((row, layer) => {
      if (row === undefined) return true;
      const error = Math.abs(dot(row, direction) - (targets[layer] as number));
      return !(error <= tolerance * Math.max(1, length(row)));
    });
    return wrong < 0
      ? undefined
      : `This model cannot be steered: its residual stream after block ${wrong} does not move as computed.`;
  } finally {
    await sequence.dispose();
  }
}

/** The residual stream of one token after every layer. */
async function captureOneToken(
  steered: Steerable,
  sequence: LlamaContextSequence,
): Promise<(Float32Array | undefined)[]> {
  const layers = Array.from({ length: steered.layerCount }, (_, layer) => layer);
  await sequence.clearHistory();
  const rows = await steered.capture(layers, "output", () =>
    sequence.controlledEvaluate([
      [anyToken(steered.context.model), { generateNext: { token: true } }],
    ]),
  );
  return layers.map((layer) => rows.find((row) => row.layer === layer)?.values);
}

function anyToken(model: LlamaModel): Token {
  return model.tokens.bos ?? model.tokens.eos ?? (0 as Token);
}

function alternatingUnitVector(size: number): Float32Array {
  return Float32Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 1 : -1) / Math.sqrt(size));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

function length(row: Float32Array): number {
  return Math.sqrt(dot(row, row));
}
