import { Breather } from '@ganx/core/plugin';

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
export async function squaredReach(rows: Rows, k: number, breather = new Breather()): Promise<Float64Array> {
  const count = rows.values.length / rows.columns;
  const nearest = Math.min(k, count - 1);
  const [reach, distances] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) distances[j] = squaredDistance(rows, i, rows, j);
    // The row itself is the first, at distance 0.
    reach[i] = distances.sort()[nearest]!;
    await breather.rest();
  }
  return reach;
}

/** The share of `points` that lie in the neighbourhood of at least one row of `support`. */
export async function shareWithin(
  points: Rows,
  support: Rows,
  reach: Float64Array,
  breather = new Breather(),
): Promise<number> {
  const count = points.values.length / points.columns;
  let within = 0;
  for (let i = 0; i < count; i++) {
    if (reach.some((limit, j) => squaredDistance(points, i, support, j) <= limit)) within++;
    await breather.rest();
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
