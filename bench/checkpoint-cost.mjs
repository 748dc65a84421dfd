// What checkpoints cost: the share of a run's time that they take at the default interval.
//
//   node bench/checkpoint-cost.mjs [SPEC] [--rounds 5] [--checkpoints 10] [--json FILE]
//
// SPEC is experiments/mnist-dcgan.yaml unless said. Each round is a process that trains the spec as it is, loggers
// included, with a checkpoint after every fourth iteration, and times from the end of one iteration to the end of the
// next. Of those times, the median with a checkpoint in between less the median without is what one costs: writing,
// syncing, and whatever the iteration after it loses. Metrics and callbacks are left out, since they cost what they cost.
//
//   share = cost / (default interval * time of an iteration + cost)
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const EVERY = 4;
const WARM_UP = 4;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    checkpoints: { type: 'string', default: '10' },
    json: { type: 'string' },
    round: { type: 'boolean', default: false },
  },
});
const spec = positionals[0] ?? fileURLToPath(new URL('../experiments/mnist-dcgan.yaml', import.meta.url));
const checkpoints = Number(flags.checkpoints);
const schema = JSON.parse(
  readFileSync(new URL('../schemas/experiment.schema.json', import.meta.url), 'utf8'),
);

if (flags.round) console.log(JSON.stringify(await measureRound()));
else measure();

/** One process: milliseconds with and without a checkpoint, and how many bytes one has. */
async function measureRound() {
  const { makeRegistry, openCompute } = await import('@ganx/cli');
  const { planExperiment, runExperiment } = await import('@ganx/core/engine');
  const { openExperiment } = await import('@ganx/core/experiment');
  const { loadExperiment, printSpec } = await import('@ganx/core/spec');
  const { Effect } = await import('effect');
  const runsDirectory = mkdtempSync(join(process.env.GANX_BENCH_DIR ?? tmpdir(), 'ganx-bench-'));
  const iterations = WARM_UP + EVERY * (checkpoints + 1);
  const loaded = await loadExperiment({
    file: spec,
    overrides: [
      `stop={type: iterations, max: ${iterations}}`,
      'callbacks=[]',
      'metrics=[]',
      `checkpoint={every: ${EVERY}, keepLast: 2}`,
    ],
    set: [],
    env: process.env,
    registry: makeRegistry,
  });
  if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const { compute } = await openCompute(loaded.spec.runtime, loaded.directory);
  const ends = [];
  let folder = '';
  const experiment = await openExperiment(loaded);
  const program = Effect.gen(function* () {
    const plan = yield* planExperiment({ experiment, compute });
    return yield* runExperiment(plan, {
      runsDirectory,
      source: { files: [], overrides: [] },
      specYaml: printSpec(loaded.spec),
      onEvent: (event) => {
        if (event.type === 'run-start') folder = event.folder;
        if (event.type === 'iteration')
          ends.push({ iteration: event.counters.iteration, at: performance.now() });
      },
    });
  });
  await Effect.runPromise(Effect.scoped(program));
  const kept = join(folder, 'checkpoints', String(iterations).padStart(8, '0'));
  const bytes = readdirSync(kept).reduce((sum, file) => sum + statSync(join(kept, file)).size, 0);
  rmSync(runsDirectory, { recursive: true, force: true });
  const measured = ends
    .map(({ at, iteration }, i) => ({ iteration, ms: at - (ends[i - 1]?.at ?? Number.NaN) }))
    .filter(({ iteration }) => iteration > WARM_UP + 1);
  // The time from the end of iteration 8 to the end of 9 holds the checkpoint of 8.
  const saves = ({ iteration }) => (iteration - 1) % EVERY === 0;
  return {
    with: measured.filter(saves).map(({ ms }) => ms),
    without: measured.filter((one) => !saves(one)).map(({ ms }) => ms),
    bytes,
    backend: compute.description,
  };
}

function measure() {
  const interval = schema.properties.checkpoint.properties.every.default;
  const rounds = Array.from({ length: Number(flags.rounds) }, () => {
    const args = [fileURLToPath(import.meta.url), spec, '--round', '--checkpoints', String(checkpoints)];
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const round = JSON.parse(stdout.trim().split('\n').at(-1));
    const iteration = median(round.without);
    const checkpoint = median(round.with) - iteration;
    const share = checkpoint / (interval * iteration + checkpoint);
    console.log(
      `iteration ${iteration.toFixed(1)} ms (${range(round.without)}), checkpoint of ${(round.bytes / 2 ** 20).toFixed(1)} MiB ${checkpoint.toFixed(1)} ms (${range(round.with.map((ms) => ms - iteration))}): ${(100 * share).toFixed(4)} % at every ${interval}`,
    );
    return { ...round, iteration, checkpoint, share };
  });
  const shares = rounds.map(({ share }) => share);
  const summary = {
    spec,
    interval,
    cpus: cpus().length,
    backend: rounds[0].backend,
    share: { median: median(shares), min: Math.min(...shares), max: Math.max(...shares) },
    rounds,
  };
  const percent = (value) => `${(100 * value).toFixed(4)} %`;
  console.log(
    `${rounds.length} rounds of ${checkpoints} checkpoints: median ${percent(summary.share.median)}, ${percent(summary.share.min)} to ${percent(summary.share.max)}; 3 % are allowed`,
  );
  if (flags.json) writeFileSync(flags.json, `${JSON.stringify(summary, null, 2)}\n`);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function range(values) {
  return `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
}
