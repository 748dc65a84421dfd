/** Rows of numbers, one after the other. */
export interface Rows {
  readonly values: Float32Array;
  readonly columns: number;
}

/**
 * For each row, the squared distance to its k-th nearest other row: how far the neighbourhood reaches that this row stands
 * for.
 *
 * Tails  with k or fewer other rows the farthest one counts.
 */
export function squaredReach(rows: Rows, k: number): Float64Array {
  const count = rows.values.length / rows.columns;
  const nearest = Math.min(k, count - 1);
  return Float64Array.from({ length: count }, (_, i) => {
    const distances = Float64Array.from({ length: count }, (_, j) => squaredDistance(rows, i, rows, j));
    // The row itself is the first, at distance 0.
    return distances.sort()[nearest]!;
  });
}

/** The share of `points` that lie in the neighbourhood of at least one row of `support`. */
export function shareWithin(points: Rows, support: Rows, reach: Float64Array): number {
  const count = points.values.length / points.columns;
  let within = 0;
  for (let i = 0; i < count; i++) {
    if (reach.some((limit, j) => squaredDistance(points, i, support, j) <= limit)) within++;
  }
  return within / count;
}

function squaredDistance(a: Rows, i: number, b: Rows, j: number): number {
  let sum = 0;
  for (let c = 0; c < a.columns; c++) {
    sum += (a.values[i * a.columns + c]! - b.values[j * b.columns + c]!) ** 2;
  }
  return sum;
}
