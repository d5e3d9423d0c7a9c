/**
 * Principal component analysis, for plotting clouds of activations in the plane.
 *
 * ml-matrix does the decomposition. ml-pca (4.1.1) gives the same numbers but decomposes the rows themselves,
 * which takes five times as long for 200 rows of 2048 and cannot be stopped.
 */
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

export interface Projection {
  /** Per row, its coordinates on the first two components, in units of the rows. */
  points: [number, number][];
  /** Share of the variance that each of the two explains, 0 to 1. */
  explained: [number, number];
}

/**
 * Rows on their first two principal components, around their mean.
 *
 * Computed from the eigenvectors of the rows' Gram matrix, whose size is the number of rows, so it
 * stays small however wide they are: with X = USV', the projections XV are US. A component's sign
 * is free; the row that lies farthest along it is on the positive side.
 *
 * @throws RangeError for fewer than two rows.
 */
export function projectToPlane(rows: readonly Float32Array[]): Projection {
  if (rows.length < 2) throw new RangeError("Principal components need at least two rows.");
  const centred = Matrix.from1DArray(
    rows.length,
    rows[0]?.length ?? 0,
    rows.flatMap((row) => [...row]),
  ).center("column");
  const gram = centred.mmul(centred.transpose());
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, {
    assumeSymmetric: true,
  });
  const total = gram.trace();
  const largest = realEigenvalues
    .map((value, column) => ({ value: Math.max(0, value), column }))
    .sort((a, b) => b.value - a.value);
  const [first, second] = [0, 1].map((place) => {
    const { value, column } = largest[place] ?? { value: 0, column: 0 };
    return {
      coordinates: upright(eigenvectorMatrix.getColumn(column).map((u) => u * Math.sqrt(value))),
      share: total > 0 ? value / total : 0,
    };
  }) as [Component, Component];
  return {
    points: rows.map((_, i) => [first.coordinates[i] ?? 0, second.coordinates[i] ?? 0]),
    explained: [first.share, second.share],
  };
}

interface Component {
  coordinates: number[];
  share: number;
}

function upright(coordinates: number[]): number[] {
  const farthest = coordinates.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return farthest < 0 ? coordinates.map((x) => -x) : coordinates;
}
