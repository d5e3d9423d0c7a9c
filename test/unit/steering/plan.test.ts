import assert from "node:assert/strict";
import type { SteeringChoice } from "../../../src/steering/choice.js";
import {
  actingEverywhere,
  composePlan,
  operationsAt,
  PROMPT_START,
  planOperation,
  type SteeringPlan,
} from "../../../src/steering/plan.js";
import type { RowOperations } from "../../../src/steering/row-operation.js";
import { dot, type SteeringVector } from "../../../src/steering/vector.js";

function vectorAlong(direction: number[], { target = 3, baseline = 1 } = {}): SteeringVector {
  const norm = Math.hypot(...direction);
  const layer = {
    direction: Float32Array.from(direction, (x) => x / norm),
    norm: target - baseline,
    target,
    baseline,
    agreement: 1,
  };
  return { name: direction.join(","), pairs: 1, layers: [layer, layer, layer] };
}

const choice = (change: Partial<SteeringChoice> = {}): SteeringChoice => ({
  layer: 1,
  operation: "target",
  positions: "all",
  strength: 1,
  ...change,
});

/** The row operation as it is documented, on one row. */
function apply(operations: RowOperations, row: readonly number[]): Float64Array {
  const x = Float64Array.from(row);
  for (const { direction, value, gain, oneSided } of operations) {
    let c = value - gain * dot(x, direction);
    if (oneSided) c = Math.max(0, c);
    for (let i = 0; i < x.length; i++) x[i] = (x[i] ?? 0) + c * (direction[i] ?? 0);
  }
  return x;
}

/** What acts on the answer, from its first token on. */
const answerOf = (plan: SteeringPlan) => operationsAt(plan, 1);

const close = (actual: number, wanted: number, tolerance = 1e-5) =>
  assert.ok(Math.abs(actual - wanted) < tolerance, `${actual} is not ${wanted}`);

describe("planning one vector", () => {
  const vector = vectorAlong([1, 2, 2]);
  const unit = vector.layers[1]?.direction ?? new Float32Array();
  const row = [0.3, -0.2, 0.9];

  it("target moves the projection to the target", () => {
    const steered = apply([planOperation(vector, choice(), 1)], row);
    close(dot(steered, unit), 3);
  });

  it("the dial moves the target between what is usual without and with the instruction", () => {
    close(dot(apply([planOperation(vector, choice(), 0.5)], row), unit), 2);
    close(dot(apply([planOperation(vector, choice(), 1.5)], row), unit), 4);
  });

  it("add moves the projection by what the instruction causes, times dial and strength", () => {
    const before = dot(Float64Array.from(row), unit);
    const operation = planOperation(vector, choice({ operation: "add", strength: 1.5 }), 0.5);
    close(dot(apply([operation], row), unit), before + 0.5 * 1.5 * 2);
  });

  it("raise never pulls down", () => {
    const operation = planOperation(vector, choice({ operation: "raise" }), 1);
    const above = [4, 4, 4];
    assert.deepEqual([...apply([operation], above)], above);
    close(dot(apply([operation], row), unit), 3);
  });

  it("a negative sign subtracts, whatever operation includes the word best", () => {
    const before = dot(Float64Array.from(row), unit);
    const steered = apply([planOperation(vector, choice(), 1, -1)], row);
    close(dot(steered, unit), before - 2);
  });

  it("refuses a layer that was not measured", () => {
    assert.throws(() => planOperation(vector, choice({ layer: 9 }), 1), /not measured at layer 9/);
  });
});

describe("composing plans", () => {
  const a = vectorAlong([1, 0, 0], { target: 2 });
  const b = vectorAlong([1, 1, 0], { target: -1 });

  it("meets every target of one layer at once, with the smallest change", () => {
    const operations = [planOperation(a, choice(), 1), planOperation(b, choice(), 1)];
    const row = [0.4, -0.7, 5];
    const steered = apply(answerOf(composePlan(operations)), row);
    close(steered[0] ?? 0, 2);
    close(((steered[0] ?? 0) + (steered[1] ?? 0)) / Math.SQRT2, -1);
    // Nothing outside the plane of the two directions is touched.
    close(steered[2] ?? 0, 5);
  });

  it("does not depend on the order of the constraints", () => {
    const operations = [planOperation(a, choice(), 1), planOperation(b, choice(), 1)];
    const row = [0.4, -0.7, 5];
    const forwards = apply(answerOf(composePlan(operations)), row);
    const backwards = apply(answerOf(composePlan([...operations].reverse())), row);
    for (const [i, x] of forwards.entries()) close(x, backwards[i] ?? Number.NaN);
  });

  it("keeps a target exact beside an addition at the same layer", () => {
    const operations = [
      planOperation(b, choice(), 1),
      planOperation(a, choice({ operation: "add" }), 1),
    ];
    const steered = apply(answerOf(composePlan(operations)), [0.4, -0.7, 5]);
    close(((steered[0] ?? 0) + (steered[1] ?? 0)) / Math.SQRT2, -1);
  });

  it("does not blow up when two constraints ask for the same direction", () => {
    const twin = planOperation(a, choice(), 1);
    const steered = apply(answerOf(composePlan([twin, { ...twin, value: 7 }])), [0, 0, 0]);
    close(steered[0] ?? 0, 2);
  });

  it("acts in the phases that the positions name", () => {
    const at = (positions: SteeringChoice["positions"]) =>
      composePlan([planOperation(a, choice({ positions }), 1)]);
    const phases = (plan: SteeringPlan) =>
      [-1, 0, 1].map((token) => operationsAt(plan, token).length);
    assert.deepEqual(phases(at("all")), [1, 1, 1]);
    assert.deepEqual(phases(at("from-last")), [0, 1, 1]);
    assert.deepEqual(phases(at("last-only")), [0, 1, 0]);
  });
});

describe("operations that act everywhere", () => {
  const everywhere = planOperation(vectorAlong([0, 0, 1]), choice({ layer: 2 }), 1);
  const layersAt = (plan: SteeringPlan) =>
    [PROMPT_START, -1, 0, 1, 100].map((token) =>
      operationsAt(actingEverywhere([everywhere], plan), token).map(({ layer }) => layer),
    );

  it("come before a plan's own, at every token", () => {
    const plan = composePlan([
      planOperation(vectorAlong([1, 0, 0]), choice({ positions: "from-last" }), 1),
    ]);
    assert.deepEqual(layersAt(plan), [[2], [2], [2, 1], [2, 1], [2, 1]]);
  });

  it("act also where a plan begins later, or not at all", () => {
    const later = { phases: [{ from: 1, operations: [{ ...everywhere, layer: 0 }] }] };
    assert.deepEqual(layersAt(later), [[2], [2], [2], [2, 0], [2, 0]]);
    assert.deepEqual(layersAt({ phases: [] }), [[2], [2], [2], [2], [2]]);
  });
});

describe("caps", () => {
  it("go with the operation, whichever it is", () => {
    for (const operation of ["add", "target", "raise"] as const) {
      const planned = planOperation(vectorAlong([1, 2, 2]), choice({ operation, cap: 0.5 }), 1);
      assert.deepEqual(
        composePlan([planned]).phases.map(({ operations: [only] }) => only?.cap),
        [0.5, 0.5, 0.5],
      );
    }
  });
});

describe("strengths that decay", () => {
  const a = vectorAlong([1, 0, 0], { target: 5 });
  const b = vectorAlong([1, 1, 0], { target: -1 });

  for (const operation of ["add", "target", "raise"] as const) {
    it(`${operation}: every token has the strength that is left, down to a sixteenth`, () => {
      const decay = 2.5;
      const given = choice({ operation, strength: 1.5, decay });
      const plan = composePlan([planOperation(a, given, 0.8)]);
      for (let token = 0; token < 30; token++) {
        const { decay: _, ...plain } = { ...given, strength: 1.5 * 2 ** (-token / decay) };
        const expected =
          token > 4 * decay ? [] : answerOf(composePlan([planOperation(a, plain, 0.8)]));
        const actual = operationsAt(plan, token);
        assert.equal(actual.length, expected.length, `token ${token}`);
        for (const [i, { value, gain }] of actual.entries()) {
          close(value, expected[i]?.value ?? Number.NaN);
          close(gain, expected[i]?.gain ?? Number.NaN);
        }
      }
    });
  }

  it("go down in steps when they take long, never far from the curve", () => {
    const decay = 1000;
    const given = choice({ operation: "add", decay });
    const plan = composePlan([planOperation(a, given, 1)]);
    assert.ok(plan.phases.length < 80);
    for (let token = 1; token <= 4 * decay; token += 7) {
      const left = (operationsAt(plan, token)[0]?.value ?? Number.NaN) / 4 / 2 ** (-token / decay);
      assert.ok(left >= 1 && left < 2 ** (1 / 16), `${left}`);
    }
    assert.deepEqual(operationsAt(plan, 5 * decay), []);
  });

  it("decay each at its own pace beside those that stay", () => {
    const operations = [
      planOperation(a, choice({ operation: "add", decay: 1 }), 1),
      planOperation(a, choice({ operation: "add", decay: 2, layer: 2 }), 1),
      planOperation(b, choice({ layer: 0 }), 1),
    ];
    const plan = composePlan(operations);
    const layers = (token: number) => operationsAt(plan, token).map(({ layer }) => layer);
    assert.deepEqual(layers(4), [0, 1, 2]);
    assert.deepEqual(layers(5), [0, 2]);
    assert.deepEqual(layers(9), [0]);
  });

  it("leave the prompt as it is", () => {
    const decaying = composePlan([planOperation(a, choice({ decay: 3 }), 1)]);
    const staying = composePlan([planOperation(a, choice(), 1)]);
    const values = (plan: SteeringPlan) =>
      [PROMPT_START, 0].map((token) => operationsAt(plan, token)[0]?.value);
    assert.deepEqual(values(decaying), values(staying));
  });
});
