import type { Rows } from '@ganx/core/features';
import { Breather } from '@ganx/core/plugin';
import { Products } from '../linear-algebra/products.js';
import { frechet, gaussianStatistics, squareRoot } from './gaussian-statistics.js';
import { factorOf, type LinearAlgebra, wideFrechet, wideGaussian } from './wide-gaussian.js';

/** A Gaussian fitted to feature rows, that others are measured from again and again. */
export interface ReferenceGaussian {
  /** Rows that it was fitted to. */
  readonly count: number;
  /** The squared distance to the Gaussian of other rows; see `frechet` for the formula. `signal` ends it. */
  distanceTo(rows: Rows, signal?: AbortSignal): Promise<number>;
}

/** Up to so many features a plain decomposition takes less than a second, and needs no native library. */
export const mostPlainFeatures = 256;

/** Wide features are measured by products of ONNX Runtime, with the event loop turning in between. */
export async function referenceGaussian(rows: Rows, signal?: AbortSignal): Promise<ReferenceGaussian> {
  if (rows.columns <= mostPlainFeatures) {
    const statistics = await gaussianStatistics(rows, new Breather(signal));
    const root = squareRoot(statistics.covariance);
    return {
      count: statistics.count,
      distanceTo: async (others, ending) =>
        frechet(statistics, root, await gaussianStatistics(others, new Breather(ending))),
    };
  }
  const { gaussian, factor } = await withAlgebra(async (algebra) => {
    const gaussian = await wideGaussian(rows, algebra);
    return { gaussian, factor: await factorOf(gaussian, algebra) };
  }, signal);
  // The factor is all that is asked of a covariance from here on.
  const { spread: _, ...small } = gaussian;
  return {
    count: gaussian.count,
    distanceTo: (others, ending) =>
      withAlgebra(
        async (algebra) => wideFrechet(small, factor, await wideGaussian(others, algebra), algebra),
        ending,
      ),
  };
}

async function withAlgebra<T>(
  compute: (algebra: LinearAlgebra) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const breather = new Breather(signal);
  const products = await Products.open(breather);
  try {
    return await compute({ products, breather });
  } finally {
    await products.close();
  }
}
