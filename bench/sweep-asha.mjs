// How many iterations ASHA needs for what random search finds with all of its own, on curves of real trainings.
//
//   node bench/sweep-asha.mjs [--trials 40] [--seeds 100] [--json FILE]
//
// Both draw configurations of sweep-search/ring-table.json at random, each from seeds of its own, and train them one after the
// other; ASHA gives them up at its rungs and goes on drawing until it has used as many iterations as random search. Told are
//
//   on the median   when the median over the seeds of ASHA's best value reaches that of random search's best at its end
//   seed by seed    when ASHA reaches the best of one random search; that is a record of 40 draws, so it varies much
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
    seeds: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const { curves, every } = JSON.parse(
  readFileSync(fileURLToPath(new URL('sweep-search/ring-table.json', import.meta.url)), 'utf8'),
);
const [trials, seeds] = [Number(flags.trials), Number(flags.seeds)];
const longest = Math.max(...curves.map((curve) => curve.length));
/** Iterations of random search in all, in measurements. */
const budget = trials * longest;
const all = Array.from({ length: seeds }, (_, seed) => seed);

/** Configuration `index` of a random search. */
const draw = (seed, index) => curves[Math.floor(proposalRandom(seed, index).uniform() * curves.length)];

/** The best value after each measurement, until the budget is used; `judge` says whether a trial is given up. */
function search(seed, judge) {
  const best = [];
  for (let trial = 0; best.length < budget; trial++) {
    const reports = [];
    for (const value of draw(seed, trial)) {
      if (best.length === budget) break;
      best.push(Math.max(best.at(-1) ?? -Infinity, value));
      reports.push({ iteration: reports.length * every + every, loss: -value });
      if (judge?.(trial, reports)) break;
    }
  }
  return best;
}

function asha(seed, options) {
  const pruner = Registry.of(builtins)
    .get('pruner', 'asha')
    .create({ ...options, earlyStoppingRate: 0 });
  const others = [];
  return search(seed, (trial, reports) => {
    others[trial] = { trial, state: 'complete', reports };
    const rest = others.filter((other) => other.trial !== trial);
    return pruner.judge({ trial: { trial, state: 'running', reports }, others: rest })?.verdict === 'stop';
  });
}

const random = all.map((seed) => search(seed));
const target = quantile(
  random.map((best) => best.at(-1)),
  0.5,
);
const medianAt = (searches, at) =>
  quantile(
    searches.map((best) => best[at]),
    0.5,
  );
const share = (at) => (at === -1 ? Infinity : (at + 1) / budget);
const rows = [2, 3, 4].flatMap((eta) =>
  [100, 200, 300].map((minIterations) => {
    const searches = all.map((seed) => asha(1000 + seed, { eta, minIterations }));
    const first = Array.from({ length: budget }, (_, at) => at).findIndex(
      (at) => medianAt(searches, at) >= target,
    );
    const own = searches.map((best, i) => share(best.findIndex((value) => value >= random[i].at(-1))));
    return {
      eta,
      minIterations,
      onTheMedian: share(first),
      seedBySeed: [0.25, 0.5, 0.75].map((q) => quantile(own, q)),
      withinHalf: own.filter((one) => one <= 0.5).length,
    };
  }),
);
const percent = (one) => (Number.isFinite(one) ? `${Math.round(100 * one)} %` : 'not reached');
console.log(`Random search: ${trials} trials of ${longest * every} iterations; median best ${target.toFixed(3)} of ${seeds} seeds (the table's largest is ${Math.max(...curves.flat()).toFixed(3)}).
Iterations that ASHA needs for that, of those of random search:

| eta | minIterations | on the median | seed by seed: median, quartiles | within half |
|---|---|---|---|---|
${rows
  .map(
    ({ eta, minIterations, onTheMedian, seedBySeed: [low, middle, high], withinHalf }) =>
      `| ${eta} | ${minIterations} | ${percent(onTheMedian)} | ${percent(middle)}, ${percent(low)} to ${percent(high)} | ${withinHalf} of ${seeds} |`,
  )
  .join('\n')}`);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ trials, seeds, target, rows }, null, 2)}\n`);
