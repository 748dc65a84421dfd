// How good search methods are: regret on synthetic functions, over many seeds, for the same number of trials.
//
//   node bench/sweep-search.mjs [--trials 100] [--seeds 20] [--methods random,sobol,tpe,cma-es] [--optuna] [--json FILE] [--markdown FILE]
//
// --optuna runs Optuna's own TPE beside ours, where GANX_PEERS names a Python environment that has it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { functions, searchOnce } from './sweep-search/minimize.mjs';
import { quantile } from './sweep-search/quantile.mjs';

const { values: flags } = parseArgs({
  options: {
    trials: { type: 'string', default: '100' },
    seeds: { type: 'string', default: '20' },
    methods: { type: 'string', default: 'random,sobol,tpe,cma-es' },
    optuna: { type: 'boolean', default: false },
    json: { type: 'string' },
    markdown: { type: 'string' },
  },
});
const trials = Number(flags.trials);
const seeds = Number(flags.seeds);

/** Best loss of each seed, by function and method. */
const results = {};
for (const name of Object.keys(functions)) {
  results[name] = {};
  for (const method of flags.methods.split(',')) {
    if (method === 'cma-es' && functions[name].choices) continue;
    results[name][method] = Array.from({ length: seeds }, (_, seed) =>
      searchOnce(name, method, functions[name].trials ?? trials, seed),
    );
  }
}
if (flags.optuna) {
  const python = join(process.env.GANX_PEERS ?? join(homedir(), '.cache/ganx-peers'), 'bin/python');
  const program = fileURLToPath(new URL('peers/optuna_tpe.py', import.meta.url));
  const ran = spawnSync(python, [program, String(trials), String(seeds)], { encoding: 'utf8' });
  if (ran.status !== 0)
    console.error(`Optuna did not run: ${ran.error?.message ?? ran.stderr.trim().split('\n').at(-1)}`);
  else
    for (const [name, byMethod] of Object.entries(JSON.parse(ran.stdout)))
      Object.assign(results[name], byMethod);
}

const rows = Object.entries(results).flatMap(([name, byMethod]) =>
  Object.entries(byMethod).map(([method, best]) => {
    const wins = byMethod.random
      ? best.filter((loss, seed) => loss < byMethod.random[seed]).length
      : undefined;
    return {
      function: name,
      method,
      median: quantile(best, 0.5),
      low: quantile(best, 0.25),
      high: quantile(best, 0.75),
      wins,
    };
  }),
);
const show = (x) => String(Number(x.toPrecision(3)));
const table = [
  `Best loss after ${trials} trials (ring: ${functions.ring?.trials}), over ${seeds} seeds (0 is the minimum of each function).`,
  '',
  '| function | method | median | quartiles | better than random |',
  '|---|---|---|---|---|',
  ...rows.map(
    (row) =>
      `| ${row.function} | ${row.method} | ${show(row.median)} | ${show(row.low)} to ${show(row.high)} | ${row.method === 'random' ? '' : `${row.wins} of ${seeds}`} |`,
  ),
].join('\n');
console.log(table);
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({ trials, seeds, results }, null, 2)}\n`);
if (flags.markdown) writeFileSync(flags.markdown, `${table}\n`);
