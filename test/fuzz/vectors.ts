/** A small vector that targets put into files. */
import type { SteeringVector } from "../../src/steering/vector.js";

const WIDTH = 4;
const LAYERS = 3;

export function vectorOf(name: string): SteeringVector {
  return {
    name,
    pairs: 48,
    layers: Array.from({ length: LAYERS }, (_, layer) => ({
      direction: new Float32Array(WIDTH).fill(0.5),
      norm: layer,
      target: 2 * layer,
      baseline: layer,
      agreement: 0.5,
    })),
  };
}
