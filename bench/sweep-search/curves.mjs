// Learning curves for pruners to judge: losses that a configuration has at each measurement.
import { proposalRandom } from '@ganx/core/sweep';
import { functions } from './minimize.mjs';
import * as table from './ring-curves.mjs';

/** Measurements of a synthetic training, ten iterations each. */
const measurements = 100;

/**
 * A training that falls from the same loss `start` to that of its configuration by a power law whose exponent is drawn for each
 * by itself, from 0.5 to 2, so that fast ones pass for good ones at first:
 *
 *   loss_t = loss + (start - loss) t^-a + noise_t,   t = 1 ... 100,   noise_t uniform within 1 % of start
 */
function synthetic(name) {
  const { dimensions, loss } = functions[name];
  const at = (random) => loss(Array.from({ length: dimensions }, () => random.uniform()));
  const start = Math.max(...Array.from({ length: 1000 }, (_, index) => at(proposalRandom(2 ** 30, index))));
  return {
    every: 10,
    longest: measurements,
    draw: (seed, index) => {
      const random = proposalRandom(seed, index);
      const final = at(random);
      const exponent = 0.5 + 1.5 * random.uniform();
      return Array.from({ length: measurements }, (_, t) => {
        const noise = 0.01 * start * (2 * random.uniform() - 1);
        return final + (start - final) * (t + 1) ** -exponent + noise;
      });
    },
  };
}

/** Draws from real curves. The loss is what the log-likelihood is short of the largest among them. */
function ring(curves) {
  const top = Math.max(...curves.flat());
  return {
    every: table.every,
    longest: table.longest,
    draw: (seed, index) =>
      curves[Math.floor(proposalRandom(seed, index).uniform() * curves.length)].map((value) => top - value),
  };
}

/** Draws one of a point's trainings. What the point is worth is told by its others: the mean of the best loss in each. */
function ringInOtherSeeds(curves) {
  const top = Math.max(...curves.flat(2));
  const pick = (seed, index) => {
    const random = proposalRandom(seed, index);
    const bySeed = curves[Math.floor(random.uniform() * curves.length)];
    return { bySeed, drawn: Math.floor(random.uniform() * bySeed.length) };
  };
  return {
    every: table.every,
    longest: table.longest,
    draw: (seed, index) => {
      const { bySeed, drawn } = pick(seed, index);
      return bySeed[drawn].map((value) => top - value);
    },
    worth: (seed, index) => {
      const { bySeed, drawn } = pick(seed, index);
      const others = bySeed.filter((_, i) => i !== drawn);
      return others.reduce((sum, curve) => sum + top - Math.max(...curve), 0) / others.length;
    },
  };
}

/**
 * By name: iterations between measurements, measurements of a whole training, and the curve of a random search's draw. With `worth`,
 * searches are judged by that of the draw that looks best to them.
 */
export const problems = {
  ...Object.fromEntries(
    ['sphere', 'branin', 'rosenbrock', 'rastrigin', 'mixed'].map((name) => [name, synthetic(name)]),
  ),
  ring: ring(table.medians),
  'ring-single': ring(table.single),
  'ring-worth': ringInOtherSeeds(table.bySeed),
};
