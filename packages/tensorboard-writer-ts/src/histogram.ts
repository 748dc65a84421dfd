import type { Summary } from './summary.js';
import { valueError } from './summary.js';
import { writeNumericTensor } from './tensor.js';

export interface HistogramOptions {
  /** Number of buckets of equal width. Default 30, as TensorFlow's. */
  readonly buckets?: number;
}

/**
 * Counts values in buckets of equal width between the smallest and the largest.
 *
 * Shapes     values of any length; triples is [buckets, 3]: left edge, right edge, count
 * Edges      a bucket holds its left edge, the last one both. When all values are equal, all buckets have that value as
 *            both edges and the last one counts them; when there are none, everything is 0.
 * NaN        values that are not finite are left out of the buckets and counted in `dropped`
 * Stability  widths are taken as max/n - min/n, which does not overflow where max - min would
 * Source     TensorBoard 2.21, plugins/histogram/summary_v2.py
 */
export function countHistogram(
  values: ArrayLike<number>,
  buckets: number,
): { readonly triples: Float64Array; readonly dropped: number } {
  let min = Infinity;
  let max = -Infinity;
  let dropped = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      dropped++;
      continue;
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const triples = new Float64Array(buckets * 3);
  const finite = values.length - dropped;
  if (finite === 0) return { triples, dropped };
  const width = max / buckets - min / buckets;
  for (let bucket = 0; bucket < buckets; bucket++) {
    triples[bucket * 3] = min + width * bucket;
    triples[bucket * 3 + 1] = bucket === buckets - 1 ? max : min + width * (bucket + 1);
  }
  if (!(width > 0)) {
    triples[buckets * 3 - 1] = finite;
    return { triples, dropped };
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const bucket = Math.min(buckets - 1, Math.floor(value / width - min / width));
    triples[bucket * 3 + 2]!++;
  }
  return { triples, dropped };
}

export function summarizeHistogram(triples: Float64Array): Summary {
  return {
    plugin: 'histograms',
    writeValue: (out) => writeNumericTensor(out, [triples.length / 3, 3], triples),
  };
}

export function checkBuckets(place: string, buckets: number): number {
  if (Number.isSafeInteger(buckets) && buckets > 0 && buckets <= 100_000) return buckets;
  throw valueError(place, buckets, 'a number of buckets from 1 to 100000');
}
