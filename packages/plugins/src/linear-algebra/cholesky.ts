import type { Breather } from '@ganx/core/plugin';
import { type Dense, makeDense } from './dense.js';
import type { Products } from './products.js';

const width = 64;

/**
 * A factor F [d,d] of a symmetric, positive semi-definite matrix, upper triangular: F^T F = S. `s` is used up.
 *
 * Stability  a pivot that is no more than rounding of the largest one counts as 0, and so does its row of F.
 */
export async function cholesky(s: Dense, products: Products, breather: Breather): Promise<Dense> {
  const d = s.rows;
  const factor = makeDense(d, d);
  let rest = s.values;
  let size = d;
  let largest = 0;
  for (let i = 0; i < d; i++) largest = Math.max(largest, rest[i * d + i]!);
  const least = largest * d * 2 ** -52;
  for (let begin = 0; begin < d; begin += width) {
    const b = Math.min(width, d - begin);
    // Rows of F for this block, from the rows of what is left: [b,size]
    const rows = rest.slice(0, b * size);
    for (let p = 0; p < b; p++) {
      const pivot = rows[p * size + p]!;
      if (pivot <= least) {
        rows.fill(0, p * size, (p + 1) * size);
        continue;
      }
      const scale = 1 / Math.sqrt(pivot);
      for (let j = p; j < size; j++) rows[p * size + j]! *= scale;
      for (let q = p + 1; q < b; q++) {
        const share = rows[p * size + q]!;
        if (share !== 0) for (let j = q; j < size; j++) rows[q * size + j]! -= share * rows[p * size + j]!;
      }
      await breather.rest();
    }
    for (let p = 0; p < b; p++)
      factor.values.set(rows.subarray(p * size + p, (p + 1) * size), (begin + p) * d + begin + p);
    const next = size - b;
    if (next === 0) break;
    // [next,b] of what remains; its product with itself is taken off.
    const right = makeDense(next, b);
    for (let p = 0; p < b; p++)
      for (let j = 0; j < next; j++) right.values[j * b + p] = rows[p * size + b + j]!;
    rest = takeOff(rest, size, b, (await products.times(right, right)).values);
    size = next;
    await breather.rest();
  }
  return factor;
}

/** What is left of a matrix [size,size] without its first rows and columns, less a product of that size. */
export function takeOff(
  values: Float64Array,
  size: number,
  skipped: number,
  product: Float64Array,
): Float64Array {
  const left = size - skipped;
  for (let i = 0, at = 0; i < left; i++) {
    const from = (i + skipped) * size + skipped;
    for (let j = 0; j < left; j++, at++) product[at] = values[from + j]! - product[at]!;
  }
  return product;
}
