/** Requests like one that was made, for other texts in its place, and which of those is kept. */
import type { Receipt } from "../../constraints/receipt.js";
import { MAX_DIAL, type Selection } from "../../constraints/selection.js";
import type { GenerateRequest } from "../../engine/api/protocol.js";
import { SEEDS } from "../../engine/api/sampling.js";

export const STRONGER = 1.5;
export const WEAKER = 0.67;
/** By how much a retry raises the dials of what failed. */
const RAISE = 1.3;

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
  const { constraints } = multiplied(selection, factor);
  const isSame = constraints.every(({ dial }, i) => dial === selection.constraints[i]?.dial);
  return isSame ? undefined : { ...request, selection: { ...selection, constraints } };
}

/** The request for one text once more: another seed, and the dials of what failed raised. */
export function retryOf(request: GenerateRequest, { lines }: Receipt): GenerateRequest {
  const failed = lines.filter(({ held }) => !held).map(({ id }) => id);
  const selection = multiplied(request.selection, RAISE, (id) => failed.includes(id));
  return { ...(withOtherSeed(request, 1) ?? request), selection, strengths: [1] };
}

function multiplied(
  selection: Selection,
  factor: number,
  isMeant: (id: string) => boolean = () => true,
): Selection {
  return {
    ...selection,
    constraints: selection.constraints.map((active) =>
      isMeant(active.id) ? { ...active, dial: Math.min(MAX_DIAL, active.dial * factor) } : active,
    ),
  };
}

/** The text that holds most; of equals the first. */
export function best<Text extends { receipt: Receipt }>(
  first: Text,
  others: readonly Text[],
): Text {
  return others.reduce(
    (kept, other) => (other.receipt.held > kept.receipt.held ? other : kept),
    first,
  );
}
