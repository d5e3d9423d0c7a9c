/** Requests like one that was made, to be written beside it. */
import { MAX_DIAL } from "../../constraints/selection.js";
import type { GenerateRequest } from "../../engine/api/protocol.js";
import { SEEDS } from "../../engine/api/sampling.js";

export const STRONGER = 1.5;
export const WEAKER = 0.67;

/**
 * The same request with another seed, or undefined when no seed would make a difference.
 *
 * @param attempts so many texts were made already
 */
export function withOtherSeed(
  request: GenerateRequest,
  attempts: number,
): GenerateRequest | undefined {
  const { sampling } = request;
  if (sampling.temperature === 0) return undefined;
  return { ...request, sampling: { ...sampling, seed: (sampling.seed + attempts) % SEEDS } };
}

/** The same request with every dial multiplied; or undefined when none would move. */
export function withDialsTimes(
  request: GenerateRequest,
  factor: number,
): GenerateRequest | undefined {
  const { selection } = request;
  const constraints = selection.constraints.map((active) => ({
    ...active,
    dial: Math.min(active.dial * factor, MAX_DIAL),
  }));
  const isSame = constraints.every(({ dial }, i) => dial === selection.constraints[i]?.dial);
  return isSame ? undefined : { ...request, selection: { ...selection, constraints } };
}
