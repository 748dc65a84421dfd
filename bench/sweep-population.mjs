// What population-based training gives over random search for the same number of steps.
//
//   node bench/sweep-population.mjs [--problem noisy-quadratic|ring] [--seeds 20] [--population 8] [--generations 20] [--every 50] [--json FILE]
//
// noisy-quadratic   gradient descent with momentum on 0.5 sum_i h_i x_i^2 with noisy gradients: large steps help at first and
//                   hurt in the end, so the best settings are a schedule
// ring              the small ring of sweep-search/ring-table.yaml, really trained; loss is minus the largest log-likelihood
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { proposalRandom } from '@ganx/core/sweep';
import { logAxis, trainAtRandom, trainPopulation } from './sweep-search/populate.mjs';
import { quantile } from './sweep-search/quantile.mjs';
import { trainRing } from './sweep-search/train-ring.mjs';

const { values: flags } = parseArgs({
  options: {
    problem: { type: 'string', default: 'noisy-quadratic' },
    seeds: { type: 'string', default: '20' },
    first: { type: 'string', default: '0' },
    population: { type: 'string', default: '8' },
    generations: { type: 'string', default: '20' },
    every: { type: 'string', default: '50' },
    quantile: { type: 'string', default: '0.25' },
    step: { type: 'string', default: '0.1' },
    resample: { type: 'string', default: '0.25' },
    json: { type: 'string' },
  },
});
const numbers = Object.fromEntries(
  ['population', 'generations', 'every', 'quantile', 'step', 'resample'].map((key) => [
    key,
    Number(flags[key]),
  ]),
);

/** Ten dimensions of curvature 1, 1/2, ... 1/10; the noise of each gradient has the variance of its curvature. */
function noisyQuadratic(seed) {
  const curvature = Array.from({ length: 10 }, (_, i) => 1 / (i + 1));
  return {
    axes: [logAxis('learningRate', 1e-3, 1), logAxis('1 - momentum', 1e-2, 1)],
    train([rate, damping], parent, from, until, index) {
      const random = proposalRandom(seed, 10_000 + index);
      const x = parent ? [...parent.x] : curvature.map(() => 3);
      const v = parent ? [...parent.v] : curvature.map(() => 0);
      for (let step = from; step < until; step++) {
        for (const [i, h] of curvature.entries()) {
          const gradient = h * x[i] + Math.sqrt(h) * random.normal();
          v[i] = (1 - damping) * v[i] - rate * gradient;
          x[i] += v[i];
        }
      }
      return { state: { x, v }, loss: 0.5 * curvature.reduce((sum, h, i) => sum + h * x[i] ** 2, 0) };
    },
  };
}

function ring(seed, directory) {
  const paths = ['optimizers.generator.learningRate', 'optimizers.discriminator.learningRate'];
  return {
    axes: paths.map((path) => logAxis(path, 1e-4, 3e-2)),
    train: async (values, parent, _from, until) => {
      const { curve, folder, sound } = await trainRing(
        [...paths.map((path, i) => `${path}=${values[i]}`), `seed=${seed + 1}`, `stop.max=${until}`],
        directory,
        parent,
      );
      return { state: folder, loss: sound ? -Math.max(...curve) : Infinity };
    },
  };
}

const rows = [];
for (let seed = Number(flags.first); seed < Number(flags.first) + Number(flags.seeds); seed++) {
  const directory = mkdtempSync(join(tmpdir(), 'ganx-population-'));
  try {
    const problem = flags.problem === 'ring' ? ring(seed, directory) : noisyQuadratic(seed);
    const last = (losses) => losses.slice(-numbers.population);
    const population = await trainPopulation(problem, numbers, seed);
    const random = await trainAtRandom(problem, numbers, seed);
    rows.push({
      seed,
      population: Math.min(...(flags.problem === 'ring' ? population : last(population))),
      random: Math.min(...random),
    });
    console.error(JSON.stringify(rows.at(-1)));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
const spread = (of) => [0.5, 0.25, 0.75].map((q) => Number(quantile(of, q).toPrecision(3)));
const summary = {
  problem: flags.problem,
  ...numbers,
  steps: numbers.population * numbers.generations * numbers.every,
  'population: median and quartiles of the best loss': spread(rows.map(({ population }) => population)),
  'random: median and quartiles of the best loss': spread(rows.map(({ random }) => random)),
  'population better': `${rows.filter(({ population, random }) => population < random).length} of ${rows.length}`,
};
console.log(JSON.stringify(summary, null, 2));
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ summary, rows }, null, 2)}\n`);
