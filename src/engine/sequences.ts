/** A context's sequences: each is one stream of tokens with its own cells and its own steering. */
import type { LlamaContextSequence } from "node-llama-cpp";
import type { SteeredContext } from "./steered-context.js";

/** The variant that leaves a sequence's rows alone. */
export const UNSTEERED = 0;

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
