// How many iterations ASHA needs for what random search finds with all of its own.
//
//   node bench/sweep-asha.mjs [--problems sphere,branin,rosenbrock,rastrigin,mixed,ring,ring-single,ring-worth] [--trials 40] [--seeds 100] [--json FILE]
//
// `ring` and `ring-single` are curves of real trainings (sweep-search/ring-table.json), by the median of three and one by one;
// `ring-worth` judges a search by what the setting that it would choose is worth in trainings with other seeds. The others are
// synthetic curves (sweep-search/curves.mjs). Both searches draw configurations at random, each from seeds of its own,
// and train them one after the other; ASHA gives them up at its rungs and goes on drawing until it has used as many iterations as
// random search. What to judge by is fixed, before looking: "on the median" at eta 4, which is the default, from a tenth of a
// training on, for both rings with 1000 seeds. The others show how much hangs on it. Told are
//
//   on the median   when the median over the seeds of ASHA's best loss reaches that of random search's best at its end
//   seed by seed    when ASHA reaches the best of one random search; that is a record of 40 draws, so it varies much
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Registry } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { problems } from './sweep-search/curves.mjs';
import { quantile } from './sweep-search/quantile.mjs';

const { values: flags } = parseArgs({
  options: {
    problems: { type: 'string', default: Object.keys(problems).join() },
    trials: { type: 'string', default: '40' },
    seeds: { type: 'string', default: '100' },
    json: { type: 'string' },
  },
});
const [trials, seeds] = [Number(flags.trials), Number(flags.seeds)];
const all = Array.from({ length: seeds }, (_, seed) => seed);

/** Settings of ASHA; `first` is the share of a training after which trials may be given up. */
const settings = [2, 3, 4].flatMap((eta) => [0.1, 0.2, 0.3].map((first) => ({ eta, first })));
const isFixed = ({ eta, first }) => eta === 4 && first === 0.1;

/**
 * The best loss after each measurement, or what the trial is worth that had it, until the budget is used; `judge` says whether a
 * trial is given up.
 */
function search({ draw, worth, every, budget }, seed, judge) {
  const found = [];
  let best = Infinity;
  for (let trial = 0; found.length < budget; trial++) {
    const reports = [];
    for (const loss of draw(seed, trial)) {
      if (found.length === budget) break;
      const isBetter = loss < best;
      best = Math.min(best, loss);
      found.push(worth ? (isBetter ? worth(seed, trial) : found.at(-1)) : best);
      reports.push({ iteration: reports.length * every + every, loss });
      if (judge?.(trial, reports)) break;
    }
  }
  return found;
}

/** Where `values` have come down to `target` for good. */
function reachedAt(values, target) {
  const above = values.findLastIndex((value) => !(value <= target));
  return above === values.length - 1 ? -1 : above + 1;
}

function asha(problem, seed, options) {
  const pruner = Registry.of(builtins)
    .get('pruner', 'asha')
    .create({ ...options, earlyStoppingRate: 0 });
  const others = [];
  return search(problem, seed, (trial, reports) => {
    others[trial] = { trial, state: 'complete', reports };
    const request = { trial: { trial, state: 'running', reports }, others: others.slice(0, -1) };
    return pruner.judge(request)?.verdict === 'stop';
  });
}

/** Shares of random search's iterations, for each setting of ASHA. */
function compare(problem) {
  const random = all.map((seed) => search(problem, seed));
  const median = (searches, at) =>
    quantile(
      searches.map((best) => best[at]),
      0.5,
    );
  // What random search has found after a quarter, half, three quarters and all of its iterations.
  const targets = [0.25, 0.5, 0.75, 1].map((part) => median(random, Math.round(part * problem.budget) - 1));
  const share = (at) => (at === -1 ? Infinity : (at + 1) / problem.budget);
  const rows = settings.map((setting) => {
    const minIterations = Math.round(setting.first * problem.longest * problem.every);
    const searches = all.map((seed) => asha(problem, 1000 + seed, { eta: setting.eta, minIterations }));
    const middle = Array.from({ length: problem.budget }, (_, at) => median(searches, at));
    const reached = targets.map((target) => share(reachedAt(middle, target)));
    const own = searches.map((found, i) => share(reachedAt(found, random[i].at(-1))));
    return {
      ...setting,
      onTheMedian: reached.at(-1),
      sooner: reached.slice(0, -1),
      seedBySeed: [0.25, 0.5, 0.75].map((q) => quantile(own, q)),
      withinHalf: own.filter((one) => one <= 0.5).length,
    };
  });
  return { target: targets.at(-1), rows };
}

const percent = (one) => (Number.isFinite(one) ? `${Math.round(100 * one)} %` : 'not reached');
const results = {};
for (const name of flags.problems.split(',')) {
  const problem = problems[name];
  const { every, longest } = problem;
  const result = compare({ ...problem, budget: trials * longest });
  results[name] = result;
  console.log(`
${name}: random search, ${trials} trials of ${longest * every} iterations; median best loss ${Number(result.target.toPrecision(3))} of ${seeds} seeds.

| eta | first rung | on the median | seed by seed: median, quartiles | within half |
|---|---|---|---|---|
${result.rows
  .map(
    ({ eta, first, onTheMedian, seedBySeed: [low, middle, high], withinHalf }) =>
      `| ${eta}${isFixed({ eta, first }) ? ' (fixed)' : ''} | ${percent(first)} | ${percent(onTheMedian)} | ${percent(middle)}, ${percent(low)} to ${percent(high)} | ${withinHalf} of ${seeds} |`,
  )
  .join('\n')}

What random search has found after a quarter, half and three quarters of its iterations: with the fixed setting after ${result.rows
    .find(isFixed)
    .sooner.map(percent)
    .join(', ')}.`);
}
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ trials, seeds, results }, null, 2)}\n`);
