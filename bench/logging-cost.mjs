// What logging costs: milliseconds per iteration of the ring experiment with and without loggers and the callbacks that log.
//
//   node bench/logging-cost.mjs [--iterations 2000] [--rounds 3] [--json FILE]
//
// Every way is a `ganx run` of its own, in turn, round by round; the seconds are those of result.json, which begin with training.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: flags } = parseArgs({
  options: {
    iterations: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string' },
  },
});
const watching =
  'callbacks=[graph, weight-histograms, gradient-histograms, advice-maps, pr-curve, projector, progress, sample-grid]';
const ways = {
  'no logger': ['logging=[]'],
  jsonl: ['logging=[jsonl]'],
  tensorboard: ['logging=[tensorboard]'],
  'tensorboard, every iteration': ['logging=[{type: tensorboard, every: 1}]'],
  'tensorboard and all callbacks that log': ['logging=[tensorboard]', watching],
};

function millisecondsPerIteration(overrides) {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-bench-'));
  try {
    const { status, stderr, stdout } = spawnSync(
      process.execPath,
      [
        at('../packages/cli/bin/run.js'),
        ...['run', at('../experiments/gaussian-ring.yaml'), '--json', '--runs-dir', folder],
        ...['metrics=[]', 'callbacks=[]', 'checkpoint={every: 1000000}'],
        `stop={type: iterations, max: ${flags.iterations}}`,
        ...overrides,
      ],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    if (status !== 0) throw new Error(stderr);
    const run = JSON.parse(stdout.trim().split('\n').at(-1)).folder;
    const { seconds } = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'));
    return (seconds * 1000) / Number(flags.iterations);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
for (let round = 1; round <= Number(flags.rounds); round++) {
  for (const [name, overrides] of Object.entries(ways)) {
    times[name].push(millisecondsPerIteration(overrides));
    console.log(`round ${round}  ${name}: ${times[name].at(-1).toFixed(3)} ms`);
  }
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const without = median(times['no logger']);
console.log(`\nmedian of ${flags.rounds} rounds of ${flags.iterations} iterations, ${cpus()[0]?.model}`);
for (const [name, values] of Object.entries(times)) {
  const own = median(values);
  console.log(
    `${name.padEnd(40)} ${own.toFixed(3)} ms  ${own >= without ? '+' : ''}${(100 * (own / without - 1)).toFixed(1)} %`,
  );
}
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(times, null, 2)}\n`);
