/** A context's sequences: each is one stream of tokens with its own cells and its own steering. */
import type { LlamaContextSequence } from "node-llama-cpp";
import type { SteeredContext } from "../hook/steered-context.js";

/** The variant that leaves a sequence's rows alone. */
export const UNSTEERED = 0;

/** Does the work for every item, as many at a time as there are sequences, in the order given. */
export async function shareOut<T>(
  sequences: readonly LlamaContextSequence[],
  items: readonly T[],
  work: (sequence: LlamaContextSequence, item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  await Promise.all(
    sequences.map(async (sequence) => {
      // All draw from the one iterator, so each item is done once.
      for (const [index, item] of queue) await work(sequence, item, index);
    }),
  );
}

const taken = new WeakMap<SteeredContext, LlamaContextSequence[]>();

/**
 * The first `count` sequences of a context, always the same ones: a sequence that is given back
 * loses the cells that the next request may reuse.
 */
export function firstSequences(steered: SteeredContext, count: number): LlamaContextSequence[] {
  const sequences = taken.get(steered) ?? [];
  taken.set(steered, sequences);
  while (sequences.length < count) sequences.push(steered.context.getSequence());
  return sequences.slice(0, count);
}
