// Synthetic functions over the unit cube, and one search of each: a sweep without processes.
import { Registry } from '@ganx/core/plugin';
import { proposalRandom } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { medians, sizes } from './ring-curves.mjs';

const scale = (unit, low, high) => low + unit * (high - low);
const sum = (values) => values.reduce((a, b) => a + b, 0);

/** Each has its minimum, 0, away from the middle and the corners. `peers/optuna_tpe.py` has the same ones. */
export const functions = {
  sphere: { dimensions: 5, loss: (x) => sum(x.map((u) => (u - 0.3) ** 2)) },
  branin: {
    dimensions: 2,
    loss: ([u, v]) => {
      const [x, y] = [scale(u, -5, 10), scale(v, 0, 15)];
      const a = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
      return a ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.39788735772973816;
    },
  },
  rosenbrock: {
    dimensions: 4,
    loss: (units) => {
      const x = units.map((u) => scale(u, -2, 2));
      return sum(x.slice(1).map((next, i) => 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2));
    },
  },
  rastrigin: {
    dimensions: 4,
    loss: (units) => {
      const x = units.map((u) => scale(u, -5.12, 5.12) - 1);
      return 10 * x.length + sum(x.map((value) => value ** 2 - 10 * Math.cos(2 * Math.PI * value)));
    },
  },
  // A learning rate, a momentum and two choices of which one combination is good, as in tuning a network.
  mixed: {
    dimensions: 4,
    choices: { 2: 4, 3: 3 },
    loss: ([rate, momentum, first, second]) =>
      (2 * (rate - 0.7)) ** 2 +
      (momentum - 0.2) ** 2 +
      [0.3, 0, 0.5, 0.8][Math.min(Math.floor(first * 4), 3)] +
      [0.2, 0.4, 0][Math.min(Math.floor(second * 3), 2)],
  },
};

const best = medians.map((curve) => Math.max(...curve));

/**
 * Two learning rates and the discriminator's steps of the small ring, really trained at each point of a grid; the loss is how
 * much smaller the best log-likelihood is than the largest, in the median of its trainings.
 */
functions.ring = {
  dimensions: 3,
  trials: 40,
  levels: { 0: sizes[0], 1: sizes[1] },
  choices: { 2: sizes[2] },
  loss: (units) => {
    const [g, d, k] = units.map((unit, i) => Math.min(Math.floor(unit * sizes[i]), sizes[i] - 1));
    return Math.max(...best) - best[(g * sizes[1] + d) * sizes[2] + k];
  },
};

const registry = Registry.of(builtins);
const options = {
  tpe: { startupTrials: 10, gamma: 0.1, candidates: 24, multivariate: true },
  'cma-es': { sigma: 0.3 },
};

function axis(index, levels, kind) {
  return {
    name: `x${index}`,
    kind,
    levels,
    unitOf: (level) => (level + 0.5) / levels,
    levelOf: (unit) => Math.min(Math.floor(unit * levels), levels - 1),
  };
}

/** Best loss of a number of trials, one after the other. */
export function searchOnce(name, method, trials, seed) {
  const { dimensions, choices = {}, levels = {}, loss } = functions[name];
  const axes = Array.from({ length: dimensions }, (_, i) =>
    axis(i, choices[i] ?? levels[i], choices[i] === undefined ? 'number' : 'choice'),
  );
  const search = registry
    .get('search', method)
    .create(options[method] ?? {}, { axes }, proposalRandom(seed, 2 ** 31));
  const history = [];
  for (let index = 0; index < trials; index++) {
    const proposed = search.propose({ index, random: proposalRandom(seed, index), history });
    const point = proposed.map((unit, i) =>
      axes[i].levels === undefined ? unit : axes[i].unitOf(axes[i].levelOf(unit)),
    );
    history.push({ point, state: 'complete', sound: true, loss: loss(point), iteration: 1, ended: index });
  }
  return Math.min(...history.map((one) => one.loss));
}
