import type { SearchAxis, SearchRandom } from '@ganx/core/plugin';
import { normalCdf, normalDensity, normalQuantile } from '@ganx/core/sweep';

type Point = readonly (number | undefined)[];

/** A density over several axes: a mixture of kernels, one per observation and a flat one, each a product over the axes. */
export interface Parzen {
  sample(random: SearchRandom): readonly number[];
  logDensity(point: readonly number[]): number;
}

/** One kernel of the mixture, on one axis. */
interface Kernel {
  sample(random: SearchRandom): number;
  density(unit: number): number;
}

/**
 * Estimates the density of observed points, the oldest first. The flat kernel weighs as much as one new observation.
 *
 *   numbers   normals that are cut off at 0 and 1; sigma is the larger distance to a neighbour, at least 1 / min(100, n + 2)
 *   choices   (own level + 1 / (n + 1)) / (1 + levels / (n + 1)): mostly the observed level
 *
 * Where an observation has no value (its axis was switched off), its kernel is flat. Source: Bergstra et al. 2011; the
 * widths and weights as in Optuna 5's sampler.
 */
export function parzen(axes: readonly SearchAxis[], observations: readonly Point[]): Parzen {
  const weights = [...weightsOf(observations.length), 1];
  const total = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => weight / total);
  const byAxis = axes.map((axis, i) =>
    kernelsOf(axis, [...observations.map((point) => point[i]), undefined]),
  );
  return {
    sample(random) {
      const k = pick(shares, random.uniform());
      return byAxis.map((kernels) => kernels[k]!.sample(random));
    },
    logDensity(point) {
      let density = 0;
      for (const [k, share] of shares.entries()) {
        let product = share;
        for (const [i, kernels] of byAxis.entries()) product *= kernels[k]!.density(point[i]!);
        density += product;
      }
      return Math.log(density + Number.MIN_VALUE);
    },
  };
}

/** Newer observations count more: the latest 25 fully, older ones down a ramp. */
function weightsOf(count: number): readonly number[] {
  const ramp = Math.max(0, count - 25);
  return Array.from({ length: count }, (_, i) =>
    i >= ramp ? 1 : ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * i) / (ramp - 1),
  );
}

function kernelsOf(axis: SearchAxis, observed: Point): readonly Kernel[] {
  const known = observed.filter((unit) => unit !== undefined);
  if (axis.kind === 'choice') return observed.map((unit) => choiceKernel(axis, unit, known.length));
  const sigmas = widths(known);
  let next = 0;
  return observed.map((unit) =>
    unit === undefined ? numberKernel(axis, 0.5, 1) : numberKernel(axis, unit, sigmas[next++]!),
  );
}

function choiceKernel(axis: SearchAxis, observed: number | undefined, count: number): Kernel {
  const levels = axis.levels!;
  const own = observed === undefined ? -1 : axis.levelOf(observed);
  const rest = own === -1 ? 1 / levels : 1 / (count + 1) / (1 + levels / (count + 1));
  const mass = (level: number): number => (level === own ? 1 - (levels - 1) * rest : rest);
  const masses = Array.from({ length: levels }, (_, level) => mass(level));
  return {
    sample: (random) => axis.unitOf(pick(masses, random.uniform())),
    density: (unit) => masses[axis.levelOf(unit)]!,
  };
}

function numberKernel(axis: SearchAxis, mu: number, sigma: number): Kernel {
  const before = normalCdf(-mu / sigma);
  const within = normalCdf((1 - mu) / sigma) - before;
  const { levels } = axis;
  return {
    sample(random) {
      const drawn = mu + sigma * normalQuantile(before + random.uniform() * within);
      const unit = Math.min(Math.max(drawn, 0), 1 - 2 ** -53);
      return levels === undefined ? unit : axis.unitOf(axis.levelOf(unit));
    },
    density(unit) {
      if (levels === undefined) return normalDensity((unit - mu) / sigma) / (sigma * within);
      const half = 0.5 / levels;
      return (normalCdf((unit + half - mu) / sigma) - normalCdf((unit - half - mu) / sigma)) / within;
    },
  };
}

/** In the order of the observations. The outermost look inwards only, unless one stands alone. */
function widths(observations: readonly number[]): readonly number[] {
  const order = observations.map((_, i) => i).sort((a, b) => observations[a]! - observations[b]! || a - b);
  const narrowest = 1 / Math.min(100, observations.length + 2);
  const sigmas = new Array<number>(observations.length);
  const alone = observations.length === 1;
  for (const [rank, i] of order.entries()) {
    const here = observations[i]!;
    const left = rank > 0 ? here - observations[order[rank - 1]!]! : alone ? here : 0;
    const right = rank < order.length - 1 ? observations[order[rank + 1]!]! - here : alone ? 1 - here : 0;
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
