import assert from "node:assert/strict";
import { projectToPlane } from "../../../src/steering/principal-components.js";

function close(actual: number, expected: number, tolerance = 1e-5) {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
}

const distance = ([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]) =>
  Math.hypot(ax - bx, ay - by);

describe("principal components", () => {
  it("give back a plane that lies in many dimensions", () => {
    // 3-4-5 coordinates along two orthonormal directions of a space of ten.
    const plane: [number, number][] = [
      [0, 0],
      [8, 0],
      [8, 2],
      [0, 2],
      [3, 1],
    ];
    const rows = plane.map(([x, y]) =>
      Float32Array.from({ length: 10 }, (_, i) => {
        const [a, b] = [[0.6, 0.8][i] ?? 0, [0.8, -0.6][i] ?? 0];
        return 5 + x * a + y * b;
      }),
    );
    const { points, explained } = projectToPlane(rows);
    close(explained[0] + explained[1], 1);
    assert.ok(explained[0] > explained[1]);
    for (const [i, one] of points.entries()) {
      for (const [k, other] of points.entries()) {
        close(distance(one, other), distance(plane[i] ?? [0, 0], plane[k] ?? [0, 0]), 1e-4);
      }
    }
  });

  it("explain what the variances say", () => {
    // Variances 9 : 4 : 1 along the axes, worked out by hand.
    const rows = [
      [3, 0, 0],
      [-3, 0, 0],
      [0, 2, 0],
      [0, -2, 0],
      [0, 0, 1],
      [0, 0, -1],
    ].map((row) => Float32Array.from(row));
    const { points, explained } = projectToPlane(rows);
    close(explained[0], 9 / 14);
    close(explained[1], 4 / 14);
    close(Math.abs(points[0]?.[0] ?? 0), 3);
    close(Math.abs(points[2]?.[1] ?? 0), 2);
    close(points[4]?.[0] ?? 1, 0);
  });

  it("explain nothing of rows that are all the same", () => {
    const row = Float32Array.from([1, 2, 3]);
    assert.deepEqual(projectToPlane([row, row, row]).explained, [0, 0]);
  });

  it("refuse a single row", () => {
    assert.throws(() => projectToPlane([new Float32Array(3)]), /at least two rows/);
  });
});
