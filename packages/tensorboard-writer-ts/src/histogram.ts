import type { Summary } from './summary.js';
import { shapeError, valueError } from './summary.js';
import { writeNumericTensor } from './tensor.js';

export interface HistogramOptions {
  /** Number of buckets of equal width. Default 30, as TensorFlow's. */
  readonly buckets?: number;
}

/** Values that were counted elsewhere: bucket i reaches from edge i to edge i + 1. */
export interface HistogramCounts {
  /** Rising; one more than there are counts. */
  readonly edges: ArrayLike<number>;
  /** 0 or more each. */
  readonly counts: ArrayLike<number>;
}

/**
 * Buckets that were counted elsewhere, in the form that is stored.
 *
 * Errors     TBW_SHAPE_INVALID, TBW_VALUE_INVALID
 */
export function checkCounts(place: string, { edges, counts }: HistogramCounts): Float64Array {
  if (counts.length < 1 || edges.length !== counts.length + 1) {
    throw shapeError(place, `${edges.length} edges and ${counts.length} counts`, 'one edge more than counts');
  }
  const triples = new Float64Array(counts.length * 3);
  for (let i = 0; i < counts.length; i++) {
    const [left, right, count] = [edges[i]!, edges[i + 1]!, counts[i]!];
    if (!(Number.isFinite(left) && Number.isFinite(right) && left <= right))
      throw valueError(`${place}, bucket ${i}`, `${left} to ${right}`, 'finite edges that rise');
    if (!(Number.isFinite(count) && count >= 0))
      throw valueError(`${place}, count ${i}`, count, 'a number, 0 or more');
    triples.set([left, right, count], i * 3);
  }
  return triples;
}

/**
 * Counts values in buckets of equal width between the smallest and the largest.
 *
 * Shapes     values of any length; triples is [buckets, 3]: left edge, right edge, count
 * Edges      a bucket holds its left edge, the last one both. When all values are equal, all buckets have that value as
 *            both edges and the last one counts them; when there are none, everything is 0.
 * NaN        values that are not finite are left out of the buckets and counted in `dropped`
 * Stability  edges rise and stay finite over the whole range of doubles
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
  for (let bucket = 0; bucket < buckets; bucket++) {
    triples[bucket * 3] = edgeAt(min, max, bucket / buckets);
    triples[bucket * 3 + 1] = bucket === buckets - 1 ? max : edgeAt(min, max, (bucket + 1) / buckets);
  }
  if (min === max) {
    triples[buckets * 3 - 1] = finite;
    return { triples, dropped };
  }
  // The quotient may round across an edge; the edges that are stored have the last word.
  const scale = buckets / (max / 2 - min / 2) / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    let bucket = Math.min(buckets - 1, Math.max(0, Math.floor((value - min) * scale))) || 0;
    while (bucket > 0 && value < triples[bucket * 3]!) bucket--;
    while (bucket < buckets - 1 && value >= triples[bucket * 3 + 1]!) bucket++;
    triples[bucket * 3 + 2]!++;
  }
  return { triples, dropped };
}

/** The point at `part` of the way from min to max, without overflow where their distance is no double. */
function edgeAt(min: number, max: number, part: number): number {
  const range = max - min;
  return Number.isFinite(range) ? min + range * part : 2 * (min / 2 + (max / 2 - min / 2) * part);
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
