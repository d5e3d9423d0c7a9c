import assert from "node:assert/strict";
import { dot, length, measureVector } from "../../../src/steering/vector.js";

/** A small pseudo-random sequence, so that the numbers are neither round nor different each run. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    yield x / 2 ** 32 - 0.5;
  }
}

function rows(count: number, width: number, seed: number, shift: readonly number[]) {
  const random = numbers(seed);
  return Array.from({ length: count }, () => [
    Float32Array.from(
      { length: width },
      (_, i) => (random.next().value as number) + (shift[i] ?? 0),
    ),
  ]);
}

describe("measuring a steering vector", () => {
  const width = 7;
  const withRows = rows(5, width, 1, [2, 0, -1]);
  const withoutRows = rows(5, width, 2, []);
  const pairs = withRows.map((withInstruction, i) => ({
    withInstruction,
    without: withoutRows[i] ?? [],
  }));

  /** The definition of the method, computed the long way round: per pair, in plain numbers. */
  function expected() {
    const differences = pairs.map(({ withInstruction, without }) =>
      Array.from(
        { length: width },
        (_, k) => (withInstruction[0]?.[k] ?? 0) - (without[0]?.[k] ?? 0),
      ),
    );
    const meanOf = (all: number[][]) =>
      Array.from(
        { length: width },
        (_, k) => all.reduce((sum, row) => sum + (row[k] ?? 0), 0) / all.length,
      );
    const inner = (a: number[], b: number[]) => a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0);
    const difference = meanOf(differences);
    const norm = Math.hypot(...difference);
    const unit = difference.map((x) => x / norm);
    const projections = (all: readonly (readonly Float32Array[])[]) =>
      all.reduce((sum, row) => sum + inner([...(row[0] ?? [])], unit), 0) / all.length;
    const cosines = differences.flatMap((a, i) =>
      differences.slice(i + 1).map((b) => inner(a, b) / (Math.hypot(...a) * Math.hypot(...b))),
    );
    return {
      norm,
      unit,
      target: projections(withRows),
      baseline: projections(withoutRows),
      agreement: cosines.reduce((sum, x) => sum + x, 0) / cosines.length,
    };
  }

  it("is the difference in means, with its projections and its agreement", () => {
    const measured = measureVector("x", pairs).layers[0];
    const wanted = expected();
    assert.ok(measured);
    for (const [k, x] of wanted.unit.entries()) {
      assert.ok(Math.abs((measured.direction[k] ?? 0) - x) < 1e-6);
    }
    assert.ok(Math.abs(measured.norm - wanted.norm) < 1e-6);
    assert.ok(Math.abs(measured.target - wanted.target) < 1e-6);
    assert.ok(Math.abs(measured.baseline - wanted.baseline) < 1e-6);
    assert.ok(Math.abs(measured.agreement - wanted.agreement) < 1e-6);
    assert.ok(Math.abs(length(measured.direction) - 1) < 1e-6);
  });

  it("lies as far from the baseline as the mean difference is long", () => {
    const measured = measureVector("x", pairs).layers[0];
    assert.ok(measured);
    assert.ok(Math.abs(measured.target - measured.baseline - measured.norm) < 1e-6);
  });

  it("has no direction where the instruction changes nothing", () => {
    const same = withRows.map((row) => ({ withInstruction: row, without: row }));
    const measured = measureVector("x", same).layers[0];
    assert.ok(measured);
    assert.equal(measured.norm, 0);
    assert.equal(dot(measured.direction, measured.direction), 0);
  });

  it("refuses to be made of nothing", () => {
    assert.throws(() => measureVector("x", []), /at least one contrast pair/);
  });
});
