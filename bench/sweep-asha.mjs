// How many iterations ASHA needs for what random search finds with all of its own, on curves of real trainings.
//
//   node bench/sweep-asha.mjs [--trials 40] [--seeds 20] [--eta 4] [--minIterations 100] [--json FILE]
//
// Both draw configurations of sweep-search/ring-table.json at random, each from seeds of its own, and train them one after the
// other; ASHA gives them up at its rungs and goes on drawing until it has reached random search's best value.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Registry } from '@ganx/core/plugin';
import { proposalRandom } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { quantile } from './sweep-search/quantile.mjs';

const { values: flags } = parseArgs({
  options: {
    trials: { type: 'string', default: '40' },
    seeds: { type: 'string', default: '20' },
    eta: { type: 'string', default: '4' },
    minIterations: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const { curves, every } = JSON.parse(
  readFileSync(fileURLToPath(new URL('sweep-search/ring-table.json', import.meta.url)), 'utf8'),
);
const [trials, seeds] = [Number(flags.trials), Number(flags.seeds)];

/** Configuration `index` of a random search. */
const draw = (seed, index) => curves[Math.floor(proposalRandom(seed, index).uniform() * curves.length)];

/** The best value of a random search, its iterations in all, and those after which it had the best. */
function searchAtRandom(seed) {
  let [best, steps, stepsOfBest] = [-Infinity, 0, 0];
  for (let index = 0; index < trials; index++)
    for (const value of draw(seed, index)) {
      steps += every;
      if (value > best) [best, stepsOfBest] = [value, steps];
    }
  return { best, steps, stepsOfBest };
}

/** Iterations until ASHA has measured `target`; undefined if it has not after `most`. */
function reach(target, seed, most) {
  const options = {
    minIterations: Number(flags.minIterations),
    eta: Number(flags.eta),
    earlyStoppingRate: 0,
  };
  const pruner = Registry.of(builtins).get('pruner', 'asha').create(options);
  const others = [];
  let steps = 0;
  for (let trial = 0; ; trial++) {
    const reports = [];
    let state = 'complete';
    for (const [i, value] of draw(seed, trial).entries()) {
      if (steps >= most) return undefined;
      steps += every;
      if (value >= target) return steps;
      reports.push({ iteration: (i + 1) * every, loss: -value });
      const decision = pruner.judge({ trial: { trial, state: 'running', reports }, others });
      if (decision?.verdict === 'stop') {
        state = 'pruned';
        break;
      }
    }
    others.push({ trial, state, reports });
  }
}

const rows = Array.from({ length: seeds }, (_, seed) => {
  const random = searchAtRandom(seed);
  const asha = reach(random.best, 1000 + seed, 4 * random.steps);
  return { seed, ...random, asha: asha ?? null, share: (asha ?? Infinity) / random.steps };
});
const shares = rows.map(({ share }) => share);
const summary = {
  trials,
  seeds,
  iterationsOfRandom: rows[0].steps,
  ashaMedianIterations: quantile(
    rows.map(({ asha }) => asha ?? Infinity),
    0.5,
  ),
  medianShare: quantile(shares, 0.5),
  quartiles: [quantile(shares, 0.25), quantile(shares, 0.75)],
  withinHalf: `${shares.filter((share) => share <= 0.5).length} of ${seeds}`,
  randomHadItsBestAfter: quantile(
    rows.map(({ stepsOfBest }) => stepsOfBest),
    0.5,
  ),
};
console.log(JSON.stringify(summary, null, 2));
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ summary, rows }, null, 2)}\n`);
