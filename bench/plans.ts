/** Steering plans for timing only: they cost what real steering costs. */
import type { Token } from "node-llama-cpp";
import type { SteeringPlan } from "../src/steering/plan.js";
import type { RowOperations } from "../src/steering/row-operation.js";

/** `count` layers, spread evenly over a model. */
export function spread(count: number, layers: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * layers) / count));
}

/** One projection to a target at each of the layers. */
export function projectionsAt(
  layers: readonly number[],
  width: number,
  value: number,
): RowOperations {
  const direction = new Float32Array(width).fill(1 / Math.sqrt(width));
  return layers.map((layer) => ({ layer, direction, value, gain: 1, oneSided: false }));
}

/** Steers from the last token of the prompt on. */
export function planAt(layers: readonly number[], width: number, value: number): SteeringPlan {
  return { phases: [{ from: 0, operations: projectionsAt(layers, width, value) }] };
}

/** A prompt of printable characters. */
export function randomTokens(count: number, seed = 0): Token[] {
  return Array.from(
    { length: count },
    (_, i) => (65 + ((i * 7 + seed * 11 + (i >> 5)) % 26)) as Token,
  );
}
