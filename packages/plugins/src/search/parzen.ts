import type { SearchAxis, SearchRandom } from '@ganx/core/plugin';
import { normalCdf, normalDensity, normalQuantile } from '@ganx/core/sweep';

/** A density over one axis, made of one kernel per observation and a flat prior. */
export interface Parzen {
  sample(random: SearchRandom): number;
  logDensity(unit: number): number;
}

/** Newer observations count more: the latest 25 fully, older ones down a ramp. */
function weightsOf(count: number): readonly number[] {
  const ramp = Math.max(0, count - 25);
  return Array.from({ length: count }, (_, i) =>
    i >= ramp ? 1 : ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (ramp - 1),
  );
}

/**
 * Estimates the density of observations in [0, 1), the oldest first. The prior weighs as much as one new observation.
 *
 *   numbers   truncated normals; sigma is the larger distance to a neighbour, kept within [1 / min(100, n + 2), 1], and 1 for the prior
 *   choices   each kernel puts most of its weight on its own level
 *
 * Source: Bergstra et al. 2011; the widths as in Optuna 4's sampler.
 */
export function parzen(axis: SearchAxis, observations: readonly number[]): Parzen {
  const weights = [...weightsOf(observations.length), 1];
  const total = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => weight / total);
  return axis.kind === 'choice'
    ? overChoices(axis, observations, shares)
    : overNumbers(axis, observations, shares);
}

function overChoices(axis: SearchAxis, observations: readonly number[], shares: readonly number[]): Parzen {
  const levels = axis.levels!;
  const kernels = observations.length + 1;
  const masses = new Array<number>(levels).fill(0);
  const prior = observations.length === 0 ? 1 : 1 / kernels;
  for (const [k, share] of shares.entries()) {
    const observed = observations[k];
    const sum = levels * prior + (observed === undefined ? 0 : 1);
    for (let level = 0; level < levels; level++) {
      const own = observed !== undefined && axis.levelOf(observed) === level ? 1 : 0;
      masses[level]! += (share * (prior + own)) / sum;
    }
  }
  return {
    sample: (random) => axis.unitOf(pick(masses, random.uniform())),
    logDensity: (unit) => Math.log(masses[axis.levelOf(unit)]!),
  };
}

interface Kernel {
  readonly mu: number;
  readonly sigma: number;
  /** Of the normal, outside to the left and inside [0, 1]. */
  readonly before: number;
  readonly within: number;
}

function overNumbers(axis: SearchAxis, observations: readonly number[], shares: readonly number[]): Parzen {
  const sigmas = widths(observations);
  const kernels = [...observations.map((mu, i) => ({ mu, sigma: sigmas[i]! })), { mu: 0.5, sigma: 1 }].map(
    ({ mu, sigma }): Kernel => {
      const before = normalCdf(-mu / sigma);
      return { mu, sigma, before, within: normalCdf((1 - mu) / sigma) - before };
    },
  );
  const { levels } = axis;
  return {
    sample(random) {
      const { mu, sigma, before, within } = kernels[pick(shares, random.uniform())]!;
      const drawn = mu + sigma * normalQuantile(before + random.uniform() * within);
      const unit = Math.min(Math.max(drawn, 0), 1 - 2 ** -53);
      return levels === undefined ? unit : axis.unitOf(axis.levelOf(unit));
    },
    logDensity(unit) {
      let density = 0;
      for (const [k, { mu, sigma, within }] of kernels.entries()) {
        const half = levels === undefined ? 0 : 0.5 / levels;
        const here =
          half === 0
            ? normalDensity((unit - mu) / sigma) / sigma
            : (normalCdf((unit + half - mu) / sigma) - normalCdf((unit - half - mu) / sigma)) / (2 * half);
        density += (shares[k]! * here) / within;
      }
      return Math.log(density + Number.MIN_VALUE);
    },
  };
}

function widths(observations: readonly number[]): readonly number[] {
  const order = observations.map((_, i) => i).sort((a, b) => observations[a]! - observations[b]! || a - b);
  const narrowest = 1 / Math.min(100, observations.length + 2);
  const sigmas = new Array<number>(observations.length);
  for (const [rank, i] of order.entries()) {
    const here = observations[i]!;
    const left = here - (rank === 0 ? 0 : observations[order[rank - 1]!]!);
    const right = (rank === order.length - 1 ? 1 : observations[order[rank + 1]!]!) - here;
    sigmas[i] = Math.min(Math.max(left, right, narrowest), 1);
  }
  return sigmas;
}

function pick(shares: readonly number[], u: number): number {
  let left = u;
  for (const [i, share] of shares.entries()) {
    left -= share;
    if (left < 0) return i;
  }
  return shares.length - 1;
}
