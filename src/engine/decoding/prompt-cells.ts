/**
 * Which cells of a context's cache may be used again: those that a fresh evaluation would compute the
 * same. node-llama-cpp alone reuses any equal token, however it was steered.
 */
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { RowOperation, RowOperations } from "../../steering/row-operation.js";
import { copyCells } from "../hook/llama-internals.js";

/** What is known of a sequence's leading cells. */
interface KnownCells {
  count: number;
  /** As all of them were steered. */
  operations: RowOperations;
}

/** A prompt that is being read. */
interface Reading {
  tokens: readonly Token[];
  operations: RowOperations;
  /** Resolves when it has ended, whatever has become of it. */
  end: Promise<void>;
}

/** Outlives a request, as the cells do. */
const known = new WeakMap<LlamaContextSequence, KnownCells>();

/** Empties a sequence, for an evaluation of which nothing is to be remembered. */
export async function clearCells(sequence: LlamaContextSequence): Promise<void> {
  known.delete(sequence);
  await sequence.clearHistory();
}

/** The cells of sequences that share a context. */
export class PromptCells {
  private readonly readings = new Set<Reading>();

  constructor(private readonly sequences: readonly LlamaContextSequence[]) {}

  /** The end of the reading of a prompt, if it is being read; its cells can then be had. */
  readingOf(tokens: readonly Token[], operations: RowOperations): Promise<void> | undefined {
    for (const reading of this.readings) {
      if (isSame(reading.tokens, tokens) && isSameSteering(reading.operations, operations)) {
        return reading.end;
      }
    }
    return undefined;
  }

  /**
   * Has a prompt read into a sequence, which keeps, or gets from another, all cells of its beginning
   * that there are. Must be called while no sequence evaluates.
   * @param operations as the prompt is steered
   * @param read evaluates what is missing of it; false if it was aborted
   */
  async read(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    operations: RowOperations,
    read: () => Promise<boolean>,
  ): Promise<boolean> {
    const result = this.reuse(sequence, tokens, operations).then(read);
    const end = result.then(
      () => {},
      () => {},
    );
    const reading: Reading = { tokens, operations, end };
    this.readings.add(reading);
    try {
      return await result;
    } finally {
      this.readings.delete(reading);
      // Of a reading that was aborted, too.
      this.remember(sequence, Math.min(tokens.length, sequence.nextTokenIndex), operations);
    }
  }

  /** Says how a sequence's first `count` cells were steered. */
  remember(sequence: LlamaContextSequence, count: number, operations: RowOperations): void {
    known.set(sequence, { count, operations });
  }

  private async reuse(
    sequence: LlamaContextSequence,
    tokens: readonly Token[],
    operations: RowOperations,
  ): Promise<void> {
    let best = { sequence, count: usableCells(sequence, tokens, operations) };
    for (const other of this.sequences) {
      const count = usableCells(other, tokens, operations);
      if (count > best.count) best = { sequence: other, count };
    }
    if (best.sequence === sequence && best.count > 0) {
      // Without evaluating: what a model's cache cannot go back to would be steered as the last text.
      await sequence.adaptStateToTokens(tokens.slice(0, best.count), false);
      return;
    }
    await clearCells(sequence);
    if (best.sequence === sequence) return;
    // Where it fails, the sequence may hold more than it knows of.
    const isCopied = await copyCells(best.sequence, sequence, best.count);
    if (!isCopied) await sequence.clearHistory();
  }
}

function usableCells(
  sequence: LlamaContextSequence,
  tokens: readonly Token[],
  operations: RowOperations,
): number {
  const cells = known.get(sequence);
  if (!cells || !isSameSteering(cells.operations, operations)) return 0;
  const { firstDifferentIndex } = sequence.compareContextTokens(tokens as Token[]);
  const count = Math.min(cells.count, firstDifferentIndex, tokens.length);
  return canReturn(sequence, count) ? count : 0;
}

/**
 * Whether the cells behind the first `count` can be dropped. A sliding window forgets what is before
 * it, also what is within the window of an earlier token; node-llama-cpp looks for the token alone.
 */
function canReturn(sequence: LlamaContextSequence, count: number): boolean {
  const { swaSize } = sequence.model.fileInsights;
  if (swaSize === undefined || count >= sequence.nextTokenIndex) return true;
  return sequence.stateCellsStartIndex <= Math.max(0, count - swaSize);
}

/** Whether both do the same to every row. */
export function isSameSteering(a: RowOperations, b: RowOperations): boolean {
  return a === b || (a.length === b.length && a.every((one, i) => isSameOperation(one, b[i])));
}

function isSameOperation(a: RowOperation, b: RowOperation | undefined): boolean {
  return (
    b !== undefined &&
    a.layer === b.layer &&
    a.value === b.value &&
    a.gain === b.gain &&
    a.oneSided === b.oneSided &&
    a.cap === b.cap &&
    isSame(a.direction, b.direction)
  );
}

function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
