// What a sweep's driver costs: time per trial when trials take none, and memory while many wait for their process to end.
//
//   node bench/sweep-driver.mjs [--trials 200] [--waiting 1000] [--json FILE]
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Registry } from '@ganx/core/plugin';
import { createSweepFolder, loadSweep, runSweep } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { Effect } from 'effect';

const { values: flags } = parseArgs({
  options: {
    trials: { type: 'string', default: '200' },
    waiting: { type: 'string', default: '1000' },
    json: { type: 'string' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'ganx-bench-'));
const result = JSON.stringify({
  status: 'finished',
  verdict: { type: 'budget', reason: 'done', iteration: 8 },
  counters: { iteration: 8, discriminatorSteps: 8, generatorSteps: 8, images: 128 },
  metrics: [],
});
const metrics = Array.from(
  { length: 20 },
  (_, i) => `{"iteration":${i + 1},"metric":"mode-coverage/modes","value":${i}}\n`,
).join('');

function writeRun(job) {
  const run = join(job.folder, 'ring/20261126-120000-abcdef');
  for (const part of ['source', 'checkpoints']) mkdirSync(join(run, part), { recursive: true });
  writeFileSync(join(run, 'metrics.jsonl'), metrics);
  writeFileSync(join(run, 'result.json'), result);
}

/** Processes that end at once, or when `release` is called. */
function nullLauncher(hold) {
  const held = [];
  return {
    held,
    async start(job) {
      const exit = { code: 0, signal: null };
      if (!hold) writeRun(job);
      const exited = hold
        ? new Promise((resolve) =>
            held.push(() => {
              writeRun(job);
              resolve(exit);
            }),
          )
        : Promise.resolve(exit);
      return { id: '0', exited, stop() {}, kill() {} };
    },
    find: async () => undefined,
  };
}

async function drive(name, method, total, parallel, launcher, onEntry = () => undefined) {
  writeFileSync(
    join(folder, 'ring.yaml'),
    'data: gaussian-ring\ngenerator: { layers: [{ type: dense, units: 2 }] }\ndiscriminator: { layers: [{ type: dense, units: 1 }] }\nmetrics: [mode-coverage]\nstop: { type: iterations, max: 8 }\n',
  );
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `experiment: ring.yaml\nmethod: ${method}\nrun_cap: ${total}\nparallel: ${parallel}\nmetric: { name: mode-coverage/modes, goal: maximize }\nparameters:\n  latent.size: { min: 1, max: 1000 }\n  optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-5, max: 0.1 }\n  loss: { values: [hinge, non-saturating] }\n`,
  );
  const sweep = await loadSweep({ file, registry: () => Registry.of(builtins) });
  if (!sweep.valid) throw new Error(JSON.stringify(sweep.problems));
  const at = createSweepFolder(join(folder, 'sweeps'), sweep);
  const start = performance.now();
  await Effect.runPromise(
    Effect.scoped(
      runSweep({
        sweep: { ...sweep, launcher },
        folder: at,
        parallel,
        total,
        threads: 1,
        command: () => ['true'],
        onEntry,
      }),
    ),
  );
  return performance.now() - start;
}

const trials = Number(flags.trials);
const waiting = Number(flags.waiting);
const report = { load: loadavg()[0] };
try {
  for (const method of ['random', 'tpe']) {
    const milliseconds = await drive(method, method, trials, 1, nullLauncher(false));
    report[`${method}: milliseconds per trial`] = Math.round((100 * milliseconds) / trials) / 100;
  }
  const launcher = nullLauncher(true);
  let started = 0;
  let peak = 0;
  await drive('waiting', 'random', waiting, waiting, launcher, (entry) => {
    if (entry.type !== 'process' || ++started < waiting) return;
    // All wait now; look at memory over some polls of the driver, then let them end.
    let looks = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss());
      if (++looks < 20) return;
      clearInterval(timer);
      for (const release of launcher.held) release();
    }, 200);
  });
  report[`MiB with ${waiting} waiting`] = Math.round(peak / 2 ** 20);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(JSON.stringify(report, null, 2));
if (flags.json) writeFileSync(flags.json, `${JSON.stringify(report, null, 2)}\n`);
