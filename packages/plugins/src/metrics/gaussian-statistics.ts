import type { Rows } from '@ganx/core/features';
import { Breather } from '@ganx/core/plugin';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Mean and covariance of feature rows, in float64. */
export interface GaussianStatistics {
  readonly mean: Float64Array;
  readonly covariance: Matrix;
  readonly count: number;
}

/**
 * Mean and unbiased covariance (divided by N - 1; zero for a single row).
 *
 * Stability  two passes in float64: the mean first, then products of differences from it.
 */
export async function gaussianStatistics(
  { values, columns }: Rows,
  breather = new Breather(),
): Promise<GaussianStatistics> {
  const count = values.length / columns;
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns]! += values[i]! / count;
  const sums = Array.from({ length: columns }, () => new Float64Array(columns));
  const centred = new Float64Array(columns);
  for (let row = 0; row < count; row++) {
    for (let a = 0; a < columns; a++) centred[a] = values[row * columns + a]! - mean[a]!;
    for (let a = 0; a < columns; a++) {
      const factor = centred[a]!;
      const target = sums[a]!;
      if (factor !== 0) for (let b = a; b < columns; b++) target[b]! += factor * centred[b]!;
    }
    if (breather.due) await breather.rest();
  }
  const covariance = Matrix.zeros(columns, columns);
  for (let a = 0; a < columns; a++) {
    for (let b = a; b < columns; b++) {
      const value = count > 1 ? sums[a]![b]! / (count - 1) : 0;
      covariance.set(a, b, value);
      covariance.set(b, a, value);
    }
  }
  return { mean, covariance, count };
}

/** Symmetric square root of a symmetric, positive semi-definite matrix; eigenvalues that rounding made negative count as 0. */
export function squareRoot(matrix: Matrix): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const scaled = eigenvectorMatrix.clone();
  for (const [column, value] of realEigenvalues.entries())
    scaled.mulColumn(column, Math.sqrt(Math.max(0, value)));
  return scaled.mmul(eigenvectorMatrix.transpose());
}

/**
 * Squared 2-Wasserstein distance of two Gaussians.
 *
 *   d = |m1 - m2|^2 + tr(S1) + tr(S2) - 2 tr( (S1^(1/2) S2 S1^(1/2))^(1/2) )
 *
 * Params     `root1` is S1^(1/2), for a first Gaussian that is compared again and again.
 * Stability  the product inside the root is symmetric and positive semi-definite, so its eigenvalues are real and no complex
 *            or iterative root is needed, for rank-deficient covariances neither. Rounding is about 1e-8 of the traces where a
 *            covariance is rank-deficient; a result that it made negative is 0. Statistics that are not finite give NaN.
 * Source     Dowson & Landau 1982; Heusel et al. 2017, arXiv:1706.08500, equation 6.
 */
export function frechet(first: GaussianStatistics, root1: Matrix, second: GaussianStatistics): number {
  if (!hasFinite(first) || !hasFinite(second)) return NaN;
  const offset = first.mean.reduce((sum, m, i) => sum + (m - second.mean[i]!) ** 2, 0);
  const product = root1.mmul(second.covariance).mmul(root1);
  // Rounding leaves the product a little unsymmetric; the decomposition reads one triangle only.
  const symmetric = Matrix.add(product, product.transpose()).mul(0.5);
  const { realEigenvalues } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  const trace = realEigenvalues.reduce((sum, value) => sum + Math.sqrt(Math.max(0, value)), 0);
  return Math.max(0, offset + first.covariance.trace() + second.covariance.trace() - 2 * trace);
}

/** Whether the trace and the mean are finite; then all of the covariance is. */
function hasFinite({ mean, covariance }: GaussianStatistics): boolean {
  return Number.isFinite(mean.reduce((sum, m) => sum + m, covariance.trace()));
}
