/** What must hold for steering and capturing, on every model that can be steered. */
import assert from "node:assert/strict";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type {
  CapturedRow,
  RowOperation,
  SteeredContext,
} from "../../src/engine/hook/steered-context.js";
import { distance, dot, evaluatePrompt, unitVector } from "./steered-model.js";

/** One prompt on one sequence of a context. */
export interface Subject {
  steered: SteeredContext;
  sequence: LlamaContextSequence;
  tokens: readonly Token[];
}

interface Read {
  rows: CapturedRow[];
  logits: Map<Token, number>;
}

/** Relative to a row's length; sums of hundreds of 32-bit products stay below this. */
const TOLERANCE = 1e-5;

/**
 * Reads the prompt afresh under some operations; returns rows of all blocks and the last token's
 * logits.
 */
async function read(subject: Subject, operations: readonly RowOperation[]): Promise<Read> {
  const { steered, sequence, tokens } = subject;
  await steered.setVariants([operations]);
  await steered.assign(sequence, 1);
  let logits = new Map<Token, number>();
  const layers = Array.from({ length: steered.layerCount }, (_, layer) => layer);
  const rows = await steered.capture(layers, "all", async () => {
    logits = await evaluatePrompt(sequence, tokens);
  });
  await steered.setVariants([]);
  return { rows, logits };
}

/**
 * Adding a vector after a block changes nothing before it, that block's rows by exactly the vector,
 * and everything after.
 */
export async function checkAddition(subject: Subject, layer: number, value: number): Promise<void> {
  const direction = unitVector(subject.steered.embeddingSize, 1);
  const before = await read(subject, []);
  const after = await read(subject, [{ layer, direction, value, gain: 0, oneSided: false }]);
  assert.equal(after.rows.length, before.rows.length);
  for (const [i, row] of before.rows.entries()) {
    const steered = after.rows[i] as CapturedRow;
    assert.deepEqual([steered.layer, steered.position], [row.layer, row.position]);
    if (row.layer < layer) assert.deepEqual(steered.values, row.values);
    else if (row.layer > layer) assert.ok(distance(steered.values, row.values) > 0);
    else {
      const expected = row.values.map((x, at) => x + value * (direction[at] as number));
      assertClose(steered.values, expected);
    }
  }
  assert.notDeepEqual(after.logits, before.logits);
  assert.deepEqual((await read(subject, [])).logits, before.logits);
}

/** When steered to a value, the projection of every block's rows is that value. */
export async function checkTargets(subject: Subject): Promise<void> {
  const direction = unitVector(subject.steered.embeddingSize, 2);
  const operations = Array.from({ length: subject.steered.layerCount }, (_, layer) => {
    return { layer, direction, value: layer + 1, gain: 1, oneSided: false };
  });
  const { rows } = await read(subject, operations);
  // The last layer keeps only the row whose logits are requested.
  assert.equal(rows.length, (operations.length - 1) * subject.tokens.length + 1);
  for (const { layer, values } of rows) {
    const error = Math.abs(dot(values, direction) - (layer + 1));
    assert.ok(error <= TOLERANCE * Math.max(1, Math.hypot(...values)), `${layer}: ${error}`);
  }
}

/**
 * The model's logits follow from the captured last row, steered or not: norm and output matrix are
 * computed again in double precision.
 */
export async function checkLogits(
  subject: Subject,
  logitsOf: (row: Float32Array) => readonly number[],
): Promise<void> {
  const layer = subject.steered.layerCount - 1;
  const direction = unitVector(subject.steered.embeddingSize, 3);
  for (const operations of [[], [{ layer, direction, value: 4, gain: 0, oneSided: false }]]) {
    const { rows, logits } = await read(subject, operations);
    const last = rows.filter((row) => row.layer === layer).at(-1) as CapturedRow;
    const expected = logitsOf(last.values);
    assert.equal(logits.size, expected.length);
    for (const [token, logit] of logits) {
      const error = Math.abs(logit - (expected[token] as number));
      assert.ok(error < 1e-3, `token ${token}: ${logit} instead of ${expected[token]}`);
    }
  }
}

/** Differently steered sequences in one batch have the same rows as each has alone. */
export async function checkBatch(subjects: readonly Subject[]): Promise<void> {
  const { steered } = subjects[0] as Subject;
  const direction = unitVector(steered.embeddingSize, 4);
  const variants = subjects.map((_, i) => [
    { layer: 1, direction, value: 2 * i, gain: 0, oneSided: false },
  ]);
  const assign = async () => {
    await steered.setVariants(variants);
    for (const [i, { sequence }] of subjects.entries()) await steered.assign(sequence, i + 1);
  };
  await assign();
  const alone: Map<Token, number>[] = [];
  for (const { sequence, tokens } of subjects) alone.push(await evaluatePrompt(sequence, tokens));
  await assign();
  const together = await Promise.all(
    subjects.map(({ sequence, tokens }) => evaluatePrompt(sequence, tokens)),
  );
  await steered.setVariants([]);
  for (const [i, logits] of together.entries()) {
    for (const [token, logit] of logits) {
      const error = Math.abs(logit - (alone[i]?.get(token) ?? Number.NaN));
      assert.ok(error < 1e-3, `sequence ${i}, token ${token}: ${error}`);
    }
  }
}

function assertClose(actual: Float32Array, expected: Float32Array): void {
  const error = distance(actual, expected);
  assert.ok(error <= TOLERANCE * Math.max(1, Math.hypot(...expected)), `${error}`);
}
