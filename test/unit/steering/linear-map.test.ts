import assert from "node:assert/strict";
import {
  fitLinearMap,
  type LayerMap,
  mapDifference,
  mapVectors,
  pairedLayer,
  type SharedPrompt,
} from "../../../src/steering/linear-map.js";
import { bestOrigin, carriedChoice } from "../../../src/steering/transfer.js";
import type { SteeringVector } from "../../../src/steering/vector.js";

/** The same pseudo-random numbers each run, -1 to 1. */
function numbers(seed: number): () => number {
  let x = seed;
  return () => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    return x / 2 ** 31 - 1;
  };
}

function matrix(rows: number, columns: number, seed: number): number[][] {
  const next = numbers(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, next));
}

const times = (row: readonly number[], by: readonly number[][]) =>
  (by[0] ?? []).map((_, k) => row.reduce((sum, x, i) => sum + x * (by[i]?.[k] ?? 0), 0));

const sourceWidth = 5;
const targetWidth = 7;
const offset = [3, -2, 1, 0, 0, 5, -1];

/** Prompts at one layer, whose target is an exact affine function of the source, plus noise. */
function prompts(weights: number[][], { queries = 24, noise = 0 } = {}): SharedPrompt[] {
  const random = numbers(99);
  const rows = matrix(queries * 2, sourceWidth, 5);
  return rows.map((row, i) => ({
    query: `query ${Math.floor(i / 2)}`,
    instructed: i % 2 === 1,
    source: [Float32Array.from(row)],
    target: [
      Float32Array.from(
        times([...Float32Array.from(row)], weights),
        (x, k) => x + (offset[k] ?? 0) + noise * random(),
      ),
    ],
  }));
}

function onlyLayer(shared: readonly SharedPrompt[]): LayerMap {
  const [layer] = fitLinearMap(shared).layers;
  assert.ok(layer);
  return layer;
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, within: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    assert.ok(error <= within, `element ${i}: ${actual[i]} is not ${expected[i]}`);
  }
}

const transpose = (rows: readonly number[][]) =>
  (rows[0] ?? []).map((_, k) => rows.map((row) => row[k] ?? 0));
const product = (a: readonly number[][], b: readonly number[][]) => a.map((row) => times(row, b));
const minus = (rows: readonly number[][], mean: readonly number[]) =>
  rows.map((row) => row.map((x, k) => x - (mean[k] ?? 0)));
const meanOf = (rows: readonly number[][]) =>
  transpose(rows).map((column) => column.reduce((sum, x) => sum + x, 0) / column.length);
const sumOfSquares = (rows: readonly number[][]) => rows.flat().reduce((sum, x) => sum + x * x, 0);

/** A^-1 B by Gauss-Jordan elimination. */
function eliminate(a: readonly number[][], b: readonly number[][]): number[][] {
  const rows = a.map((row, i) => [...row, ...(b[i] ?? [])]);
  for (const [i, row] of rows.entries()) {
    const pivot = row[i] ?? Number.NaN;
    const scaled = row.map((x) => x / pivot);
    rows.forEach((other, k) => {
      rows[k] = k === i ? scaled : other.map((x, j) => x - (other[i] ?? 0) * (scaled[j] ?? 0));
    });
  }
  return rows.map((row) => row.slice(a.length));
}

const rowsOf = (shared: readonly SharedPrompt[], side: "source" | "target") =>
  shared.map((prompt) => [...(prompt[side][0] ?? [])]);

/** Ridge regression in its primal form: (X'X + r I) W = X'Y. */
function primalRidge(shared: readonly SharedPrompt[], penalty: number) {
  const meanX = meanOf(rowsOf(shared, "source"));
  const meanY = meanOf(rowsOf(shared, "target"));
  const x = minus(rowsOf(shared, "source"), meanX);
  const y = minus(rowsOf(shared, "target"), meanY);
  const ridge = (penalty * sumOfSquares(x)) / x.length;
  const penalised = product(transpose(x), x).map((row, i) =>
    row.map((value, k) => value + (i === k ? ridge : 0)),
  );
  return { weights: eliminate(penalised, product(transpose(x), y)), meanX, meanY };
}

describe("a linear map between two models", () => {
  const weights = matrix(sourceWidth, targetWidth, 11);
  const probe = Float32Array.of(0.3, -0.2, 0.9, 0.1, -0.5);

  it("recovers an exact map", () => {
    const map = onlyLayer(prompts(weights));
    assertNear(mapDifference(map, probe), times([...probe], weights), 1e-5);
    assert.ok(map.explained > 0.999999, `${map.explained}`);
    assert.ok(Math.abs(map.stretch - 1) < 1e-4);
  });

  it("is ridge regression at the penalty it chose", () => {
    const shared = prompts(weights, { queries: 8, noise: 1.5 });
    const map = onlyLayer(shared);
    const { weights: expected } = primalRidge(shared, map.penalty);
    assertNear(mapDifference(map, probe), times([...probe], expected), 1e-9);
  });

  it("chooses the penalty that predicts held-out queries best", () => {
    const shared = prompts(weights, { queries: 8, noise: 1.5 });
    const isHeldOut = ({ query }: SharedPrompt) => ["query 3", "query 7"].includes(query);
    const held = shared.filter(isHeldOut);
    const fitted = shared.filter((prompt) => !isHeldOut(prompt));
    const explained = (penalty: number) => {
      const { weights: fit, meanX, meanY } = primalRidge(fitted, penalty);
      const predicted = product(minus(rowsOf(held, "source"), meanX), fit);
      const actual = minus(rowsOf(held, "target"), meanY);
      const errors = actual.map((row, i) => row.map((y, k) => y - (predicted[i]?.[k] ?? 0)));
      return 1 - sumOfSquares(errors) / sumOfSquares(actual);
    };
    const map = onlyLayer(shared);
    assert.ok(Math.abs(map.explained - explained(map.penalty)) < 1e-9);
    for (const other of [1e-6, 1e-3, 1e-2, 1e-1, 1, 10]) {
      assert.ok(explained(other) <= map.explained + 1e-12, `${other}`);
    }
    assert.ok(map.penalty > 1e-6, "noise asks for a penalty");
  });

  it("explains nothing where there is nothing in common", () => {
    const shared = prompts(weights).map((prompt, i) => ({
      ...prompt,
      target: [Float32Array.from(matrix(1, targetWidth, 1000 + i * 7919)[0] ?? [])],
    }));
    assert.ok(onlyLayer(shared).explained < 0.2);
  });

  it("refuses to be fitted on next to nothing", () => {
    assert.throws(
      () => fitLinearMap(prompts(weights, { queries: 7 })),
      /at least 8 shared queries/,
    );
    assert.throws(() => fitLinearMap([]), RangeError);
  });
});

describe("vectors through a linear map", () => {
  const weights = matrix(sourceWidth, targetWidth, 11);
  const vector: SteeringVector = {
    name: "punctuation:no_comma",
    pairs: 20,
    layers: [
      {
        direction: Float32Array.of(0.6, 0, 0.8, 0, 0),
        norm: 2,
        target: 9,
        baseline: 7,
        agreement: 0.4,
      },
    ],
  };

  it("point where the map takes them, and lie where the target's own prompts do", () => {
    const shared = prompts(weights);
    const [mapped] = mapVectors(fitLinearMap(shared), [vector]);
    const layer = mapped?.layers[0];
    assert.ok(layer);
    const difference = times([1.2, 0, 1.6, 0, 0], weights);
    const norm = Math.hypot(...difference);
    const unit = difference.map((x) => x / norm);
    assertNear(layer.direction, unit, 1e-5);
    assert.ok(Math.abs(layer.norm - norm) < 1e-3);
    const bare = shared.filter(({ instructed }) => !instructed);
    const projections = bare.map(({ target }) =>
      unit.reduce((sum, x, k) => sum + x * (target[0]?.[k] ?? 0), 0),
    );
    const baseline = projections.reduce((sum, x) => sum + x, 0) / bare.length;
    assert.ok(Math.abs(layer.baseline - baseline) < 1e-4);
    assert.ok(Math.abs(layer.target - (baseline + norm)) < 1e-3);
    assert.equal(layer.agreement, 0.4);
    assert.equal(mapped.name, vector.name);
  });

  it("are refused when a layer is missing", () => {
    const map = fitLinearMap(prompts(weights));
    assert.throws(() => mapVectors(map, [{ ...vector, layers: [] }]), /not measured at layer 0/);
  });
});

describe("layers of models of different depth", () => {
  it("are paired by their share of the depth", () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((layer) => pairedLayer(layer, 6, 11)),
      [0, 2, 4, 6, 8, 10],
    );
    assert.equal(pairedLayer(31, 32, 6), 5);
    assert.equal(pairedLayer(16, 32, 32), 16);
  });

  it("keep a choice otherwise as it is", () => {
    const choice = { layer: 2, operation: "add", positions: "all", strength: 1.5 } as const;
    assert.deepEqual(carriedChoice(choice, 6, 11), { ...choice, layer: 4 });
  });

  it("are never paired with block 0, which vector files cannot hold, but itself", () => {
    assert.equal(pairedLayer(1, 32, 6), 1);
    assert.equal(pairedLayer(0, 6, 32), 0);
  });
});

describe("where a model's vectors come from", () => {
  const trials = (held: number, all = 10, degenerate = 0) =>
    Array.from({ length: all }, (_, i) => ({ held: i < held, degenerate: i < degenerate }));

  it("is a linear map only when that beats both alternatives", () => {
    assert.equal(bestOrigin({ own: trials(3), other: trials(2), mapped: trials(4) }), "mapped");
    assert.equal(bestOrigin({ own: trials(4), mapped: trials(4) }), "own");
    assert.equal(bestOrigin({ other: trials(4), mapped: trials(4) }), "other");
    assert.equal(bestOrigin({ own: trials(1), other: trials(5), mapped: trials(4) }), "other");
  });

  it("is nowhere when steering does not beat no steering", () => {
    assert.equal(bestOrigin({ none: trials(3), own: trials(3), mapped: trials(2) }), "none");
    assert.equal(bestOrigin({ none: trials(3), own: trials(2), mapped: trials(4) }), "mapped");
  });

  it("counts sound texts only, as a share of those tried", () => {
    assert.equal(bestOrigin({ own: trials(3), mapped: trials(6, 10, 5) }), "own");
    assert.equal(bestOrigin({ own: trials(3, 4), mapped: trials(4, 10) }), "own");
    assert.equal(bestOrigin({ own: [], mapped: trials(0) }), "mapped");
    assert.equal(bestOrigin({}), undefined);
  });
});
