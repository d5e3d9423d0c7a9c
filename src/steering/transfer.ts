/** Whether another model's vectors are worth using, judged by their effect on texts. */
import * as z from "zod";
import type { SteeringChoice } from "./choice.js";
import type { Trial } from "./halving.js";
import { pairedLayer } from "./linear-map.js";

/**
 * Where a model's vectors come from: nowhere (no steering), the model itself, another model
 * unchanged, or another model through a linear map.
 */
export const vectorOriginSchema = z.enum(["none", "own", "other", "mapped"]);
export type VectorOrigin = z.infer<typeof vectorOriginSchema>;

/** The cheapest and least promising comes first, and wins ties. */
const SIMPLEST_FIRST: readonly VectorOrigin[] = vectorOriginSchema.options;

/**
 * The origin whose vectors made the constraint hold in the largest share of its trials, counting
 * only sound texts. A map is kept only if it beats all alternatives, and another model's vectors
 * only if they beat the model's own and no steering. Undefined if nothing was tried.
 */
export function bestOrigin(
  trials: Partial<Record<VectorOrigin, readonly Trial[]>>,
): VectorOrigin | undefined {
  const tried = SIMPLEST_FIRST.filter((origin) => (trials[origin]?.length ?? 0) > 0);
  return tried.reduce<VectorOrigin | undefined>(
    (best, origin) =>
      best === undefined || soundShare(trials[origin]) > soundShare(trials[best]) ? origin : best,
    undefined,
  );
}

/** Share of trials in which the constraint held in a sound text, 0 to 1. */
function soundShare(trials: readonly Trial[] = []): number {
  const good = trials.filter(({ held, degenerate }) => held && !degenerate);
  return trials.length === 0 ? 0 : good.length / trials.length;
}

/** How a transferred vector is used: at the layer at the same share of the depth. */
export function carriedChoice<C extends SteeringChoice>(
  choice: C,
  sourceLayers: number,
  targetLayers: number,
): C {
  return { ...choice, layer: pairedLayer(choice.layer, sourceLayers, targetLayers) };
}
