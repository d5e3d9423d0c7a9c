/** How a retry differs from the try before it, and which of several texts is kept. */
import type { Receipt } from "../../constraints/receipt.js";
import { MAX_DIAL, type Selection } from "../../constraints/selection.js";
import type { GenerateRequest } from "../../engine/api/protocol.js";
import { SEEDS } from "../../engine/api/sampling.js";

const RAISE = 1.3;

/** The request once more: another seed, and the dials of what failed raised. */
export function retryOf(request: GenerateRequest, { lines }: Receipt): GenerateRequest {
  const failed = new Set(lines.filter(({ held }) => !held).map(({ id }) => id));
  const { selection, sampling } = request;
  return {
    ...request,
    selection: raised(selection, failed),
    strengths: [1],
    sampling: { ...sampling, seed: (sampling.seed + 1) % SEEDS },
  };
}

function raised(selection: Selection, failed: ReadonlySet<string>): Selection {
  return {
    ...selection,
    constraints: selection.constraints.map((active) =>
      failed.has(active.id) ? { ...active, dial: Math.min(MAX_DIAL, active.dial * RAISE) } : active,
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
