import type { Samples } from '@ganx/core/plugin';
import { squaredDistances } from './squared-distances.js';

/** A kernel further away than this, in nats below the nearest one, adds less than rounding to a sum of a million. */
const negligible = 50;

/**
 * Log-likelihood of examples under windows around samples (a kernel density estimate), for several widths at once.
 *
 *   log p(x) = log( (1/N) sum_i exp(-|x - s_i|^2 / (2 sigma^2)) ) - (D/2) log(2 pi sigma^2)
 *
 * Shapes     examples [M, ...], samples [N, ...], D values each; the result has an array [M] for each sigma, in nats.
 * Stability  the nearest sample's exponent is taken out of the sum, so that an example far from all samples has a large
 *            negative value and not -Infinity. Sums are in float64.
 * Tails      examples or samples that are not finite give NaN where they matter: all of them, or the example's own.
 * Source     Parzen 1962; as a measure of generators Breuleux et al. 2011.
 */
export async function parzenLogLikelihoods(
  examples: Samples,
  samples: Samples,
  sigmas: readonly number[],
  signal?: AbortSignal,
): Promise<readonly Float64Array[]> {
  const dimensions = samples.values.length / samples.count;
  const results = sigmas.map(() => new Float64Array(examples.count));
  if (!samples.values.every(Number.isFinite)) return results.map((values) => values.fill(NaN));
  const kernels = sigmas.map((sigma) => ({
    steepness: 1 / (2 * sigma ** 2),
    constant: -Math.log(samples.count) - (dimensions / 2) * Math.log(2 * Math.PI * sigma ** 2),
  }));
  for await (const { from, count, distances } of squaredDistances(examples, samples, signal)) {
    for (let row = 0; row < count; row++) {
      const own = distances.subarray(row * samples.count, (row + 1) * samples.count);
      const least = minimum(own);
      for (const [k, { steepness, constant }] of kernels.entries()) {
        results[k]![from + row] =
          constant - least * steepness + Math.log(sumOfKernels(own, least, steepness));
      }
    }
  }
  return results;
}

/** sum_i exp(-(d_i - least) steepness), at least 1. */
function sumOfKernels(distances: Float64Array, least: number, steepness: number): number {
  const limit = least + negligible / steepness;
  let sum = 0;
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i]!;
    if (!(distance > limit)) sum += Math.exp((least - distance) * steepness);
  }
  return sum;
}

/** NaN if one is. */
function minimum(values: Float64Array): number {
  let least = Infinity;
  for (let i = 0; i < values.length; i++) least = Math.min(least, values[i]!);
  return least;
}
