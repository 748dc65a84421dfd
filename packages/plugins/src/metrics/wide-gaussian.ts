import type { Rows } from '@ganx/core/features';
import type { Breather } from '@ganx/core/plugin';
import { cholesky } from '../linear-algebra/cholesky.js';
import { type Dense, makeDense, rowsOf, traceOf } from '../linear-algebra/dense.js';
import type { Products } from '../linear-algebra/products.js';
import { symmetricEigenvalues } from '../linear-algebra/symmetric-eigenvalues.js';

/**
 * A Gaussian fitted to many features, in float64. `spread` is the covariance [D,D], or, where there are fewer rows than
 * features, the rows themselves [N,D], moved by the mean and divided by sqrt(N - 1): S = spread^T spread.
 */
export interface WideGaussian {
  readonly mean: Float64Array;
  readonly count: number;
  readonly trace: number;
  readonly spread: Dense;
  readonly isCovariance: boolean;
}

/** What computes: products in float64, and rests between them. */
export interface LinearAlgebra {
  readonly products: Products;
  readonly breather: Breather;
}

/** Rows of a covariance in one product; only what is not below the diagonal is computed. */
const blockRows = 512;
/** Feature rows that are added to a covariance at once. */
const chunkRows = 1024;

/**
 * Mean and unbiased covariance (divided by N - 1; zero for a single row) of feature rows.
 *
 * Stability  two passes in float64: the mean first, then products of differences from it.
 */
export async function wideGaussian({ values, columns }: Rows, algebra: LinearAlgebra): Promise<WideGaussian> {
  const { breather } = algebra;
  const count = values.length / columns;
  const mean = new Float64Array(columns);
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < columns; c++) mean[c]! += values[row * columns + c]! / count;
    await breather.rest();
  }
  if (count < columns) {
    const spread = makeDense(count, columns);
    const scale = count > 1 ? 1 / Math.sqrt(count - 1) : 0;
    let trace = 0;
    for (let row = 0; row < count; row++) {
      for (let c = 0, at = row * columns; c < columns; c++, at++) {
        const value = (values[at]! - mean[c]!) * scale;
        spread.values[at] = value;
        trace += value * value;
      }
      await breather.rest();
    }
    return { mean, count, trace, spread, isCovariance: false };
  }
  const spread = makeDense(columns, columns);
  for (let from = 0; from < count; from += chunkRows)
    await addProducts(spread, values, mean, from, Math.min(count, from + chunkRows), algebra);
  for (let a = 0; a < columns; a++) {
    for (let b = a; b < columns; b++) {
      const value = spread.values[a * columns + b]! / (count - 1);
      spread.values[a * columns + b] = spread.values[b * columns + a] = value;
    }
    await breather.rest();
  }
  return { mean, count, trace: traceOf(spread), spread, isCovariance: true };
}

/** Adds the products of some rows' differences from the mean to the upper half of `sums`. */
async function addProducts(
  sums: Dense,
  values: Float32Array,
  mean: Float64Array,
  from: number,
  to: number,
  { products, breather }: LinearAlgebra,
): Promise<void> {
  const columns = sums.columns;
  const moved = makeDense(columns, to - from); // [D,rows]
  for (let c = 0; c < columns; c++) {
    for (let row = from; row < to; row++)
      moved.values[c * moved.columns + row - from] = values[row * columns + c]! - mean[c]!;
    await breather.rest();
  }
  for (let a = 0; a < columns; a += blockRows) {
    const block = rowsOf(moved, a, Math.min(columns, a + blockRows));
    const product = await products.times(block, rowsOf(moved, a, columns));
    for (let i = 0; i < block.rows; i++) {
      const at = (a + i) * columns + a;
      for (let j = i; j < product.columns; j++)
        sums.values[at + j]! += product.values[i * product.columns + j]!;
      await breather.rest();
    }
  }
}

/** F [R,D] with F^T F = S and no more rows than there are samples or features; for a Gaussian that is compared again. */
export async function factorOf(
  { spread, isCovariance }: WideGaussian,
  { products, breather }: LinearAlgebra,
): Promise<Dense> {
  if (!isCovariance) return spread;
  return cholesky({ ...spread, values: spread.values.slice() }, products, breather);
}

/**
 * Squared 2-Wasserstein distance of two Gaussians; see `frechet` for the formula.
 *
 *   tr sqrt(S1 S2) = sum of the square roots of the eigenvalues of F1 S2 F1^T,   S1 = F1^T F1
 *
 * With fewer samples than features this is a matrix of samples, not of features.
 *
 * Params     `factor1` is F1.
 * Stability  the matrix is symmetric and positive semi-definite, of whatever rank; what rounding made negative counts as 0.
 *            Statistics that are not finite give NaN.
 */
export async function wideFrechet(
  first: Pick<WideGaussian, 'mean' | 'trace'>,
  factor1: Dense,
  second: WideGaussian,
  { products, breather }: LinearAlgebra,
): Promise<number> {
  const offset = first.mean.reduce((sum, m, i) => sum + (m - second.mean[i]!) ** 2, 0);
  const traces = first.trace + second.trace;
  if (!Number.isFinite(offset + traces)) return NaN;
  const half = await products.times(factor1, second.spread); // F1 S2, or F1 F2^T
  const wide = second.isCovariance || half.rows <= half.columns;
  const product = second.isCovariance
    ? await products.times(half, factor1)
    : wide
      ? await products.times(half, half)
      : await inner(half, products);
  await symmetrize(product, breather);
  const eigenvalues = await symmetricEigenvalues(product, products, breather);
  const root = eigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, offset + traces - 2 * root);
}

/** H^T H, the smaller of a long matrix's two products with itself. */
async function inner({ rows, columns, values }: Dense, products: Products): Promise<Dense> {
  const turned = makeDense(columns, rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) turned.values[j * rows + i] = values[i * columns + j]!;
  return products.times(turned, turned);
}

/** Rounding leaves a product a little unsymmetric. */
async function symmetrize({ rows, values }: Dense, breather: Breather): Promise<void> {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < i; j++) {
      const value = (values[i * rows + j]! + values[j * rows + i]!) / 2;
      values[i * rows + j] = values[j * rows + i] = value;
    }
    await breather.rest();
  }
}
