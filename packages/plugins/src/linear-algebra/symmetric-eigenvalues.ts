import type { Breather } from '@ganx/core/plugin';
import { Band } from './band.js';
import { takeOff } from './cholesky.js';
import { type Dense, makeDense } from './dense.js';
import type { Products } from './products.js';

const width = 32;

/**
 * Eigenvalues of a symmetric matrix, in no order. `s` is used up.
 *
 * Two stages, so that almost all work is products of matrices: to a band by blocks of reflections, then the band to three
 * diagonals by rotations (Schwarz 1968), whose eigenvalues the QL iteration finds.
 *
 * Source     Bischof, Lang, Sun 2000, "A framework for symmetric band reduction".
 */
export async function symmetricEigenvalues(
  s: Dense,
  products: Products,
  breather: Breather,
): Promise<Float64Array> {
  const band = await toBand(s, products, breather);
  const { diagonal, beside } = await band.toTridiagonal(breather);
  return tridiagonalEigenvalues(diagonal, beside, breather);
}

async function toBand(s: Dense, products: Products, breather: Breather): Promise<Band> {
  const n = s.rows;
  const band = new Band(n, Math.min(width, n - 1));
  let rest = s.values;
  let size = n;
  for (let begin = 0; ; begin += width) {
    const b = Math.min(width, size);
    for (let i = 0; i < b; i++)
      for (let j = 0; j <= i; j++) band.set(begin + i, begin + j, rest[i * size + j]!);
    const m = size - b;
    if (m === 0) return band;
    // The block below, [m,b], is made upper triangular by reflections: v is stored [b,m], one reflection a row.
    const panel = new Float64Array(b * m);
    for (let i = 0; i < m; i++) for (let j = 0; j < b; j++) panel[j * m + i] = rest[(b + i) * size + j]!;
    const { v, t } = reflections(panel, m, b);
    for (let j = 0; j < b; j++)
      for (let i = 0; i <= Math.min(j, m - 1); i++) band.set(begin + b + i, begin + j, panel[j * m + i]!);
    const below = lowerRight(rest, size, b);
    // X = A V T - 1/2 V T^T V^T A V T, and A becomes A - X V^T - V X^T
    const av = await products.times(v, below); // [b,m]
    const w = await products.times(transposed(t), transposed(av)); // T^T (A V)^T: [b,m]
    const vw = await products.times(v, w); // V^T W: [b,b]
    const half = await products.times(transposed(t), transposed(vw)); // T^T V^T W: [b,b]
    const correction = await products.times(transposed(half), transposed(v)); // (T^T V^T W)^T V^T: [b,m]
    const x = w.values.map((value, i) => value - 0.5 * correction.values[i]!);
    const [left, right] = [makeDense(m, 2 * b), makeDense(m, 2 * b)];
    for (let j = 0; j < b; j++) {
      for (let i = 0; i < m; i++) {
        left.values[i * 2 * b + j] = right.values[i * 2 * b + b + j] = x[j * m + i]!;
        left.values[i * 2 * b + b + j] = right.values[i * 2 * b + j] = v.values[j * m + i]!;
      }
    }
    rest = takeOff(below.values, m, 0, (await products.times(left, right)).values);
    size = m;
    await breather.rest();
  }
}

function lowerRight(values: Float64Array, size: number, skipped: number): Dense {
  const left = size - skipped;
  const part = makeDense(left, left);
  for (let i = 0; i < left; i++) {
    const from = (i + skipped) * size + skipped;
    part.values.set(values.subarray(from, from + left), i * left);
  }
  return part;
}

function transposed({ rows, columns, values }: Dense): Dense {
  const turned = makeDense(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned.values[j * rows + i] = values[i * columns + j]!;
  return turned;
}

/**
 * Householder's reflections for columns (stored as rows of `panel`, [b,m], which becomes R): Q = I - V T V^T.
 */
function reflections(panel: Float64Array, m: number, b: number): { v: Dense; t: Dense } {
  const [v, t] = [makeDense(b, m), makeDense(b, b)];
  for (let j = 0; j < b; j++) {
    const column = panel.subarray(j * m, (j + 1) * m);
    const own = v.values.subarray(j * m, (j + 1) * m);
    const tau = j < m - 1 ? reflect(column, own, j) : 0;
    if (tau === 0) continue;
    for (let k = j + 1; k < b; k++) {
      const other = panel.subarray(k * m, (k + 1) * m);
      const share = tau * dot(own, other, j);
      for (let i = j; i < m; i++) other[i]! -= share * own[i]!;
    }
    // T's new column: -tau T (V^T v)
    const inner = Float64Array.from({ length: j }, (_, k) =>
      dot(v.values.subarray(k * m, (k + 1) * m), own, j),
    );
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let k = i; k < j; k++) sum += t.values[i * b + k]! * inner[k]!;
      t.values[i * b + j] = -tau * sum;
    }
    t.values[j * b + j] = tau;
  }
  return { v, t };
}

/** Makes what is below place j of a column zero; gives tau of I - tau v v^T with v_j = 1. */
function reflect(column: Float64Array, v: Float64Array, j: number): number {
  const head = column[j]!;
  const rest = dot(column, column, j + 1);
  if (rest === 0) return 0;
  const alpha = head > 0 ? -Math.sqrt(head * head + rest) : Math.sqrt(head * head + rest);
  const scale = 1 / (head - alpha);
  v[j] = 1;
  for (let i = j + 1; i < column.length; i++) {
    v[i] = column[i]! * scale;
    column[i] = 0;
  }
  column[j] = alpha;
  return (alpha - head) / alpha;
}

function dot(a: Float64Array, b: Float64Array, from: number): number {
  let sum = 0;
  for (let i = from; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** By the implicit QL iteration; both arrays are used up. `beside[i]` stands between places i and i + 1. */
async function tridiagonalEigenvalues(
  diagonal: Float64Array,
  beside: Float64Array,
  breather: Breather,
): Promise<Float64Array> {
  const n = diagonal.length;
  for (let l = 0; l < n; l++) {
    for (let round = 0; round < 100; round++) {
      let m = l;
      while (m < n - 1) {
        const near = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!);
        if (Math.abs(beside[m]!) <= 2 ** -53 * near) break;
        m++;
      }
      if (m === l) break;
      sweep(diagonal, beside, l, m);
    }
    await breather.rest();
  }
  return diagonal;
}

function sweep(d: Float64Array, e: Float64Array, l: number, m: number): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  let r = Math.hypot(g, 1);
  g = d[m]! - d[l]! + e[l]! / (g + (g >= 0 ? r : -r));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1]! -= p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1]! - p;
    r = (d[i]! - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}
