// Times whole iterations of `ganx run` on one backend; prints one JSON line.
//
//   node bench/ganx-step.mjs WORKLOAD BACKEND [THREADS] [--device webgpu|cuda]
//
// WORKLOAD is a file in workloads/ or a path to a spec. The real loop runs: balance policy, events, data, random
// numbers, stopping rules. Callbacks, metrics and loggers are left out, as peers have none here. With
// GANX_BENCH_PROFILE=PREFIX ONNX Runtime writes a profile of every step; GANX_BENCH_STEPS=N shortens the rounds.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, runExperiment } from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';
import { writeSyntheticImages } from './synthetic-images.mjs';

const ROUNDS = 3;
const STEPS = { ring: 1000, mlp: 40, dcgan: 12, cdcgan: 12, 'wgan-gp': 4 };
const WARM_UP = 3;
/** As many losses of the first iterations are told, to compare devices by. */
const LOSSES = 20;

const { positionals, values: flags } = parseArgs({
  allowPositionals: true,
  options: { device: { type: 'string' } },
});
const [workload, backend, threads] = positionals;
const file = workload.endsWith('.yaml')
  ? workload
  : fileURLToPath(new URL(`workloads/${workload}.yaml`, import.meta.url));
const asked = Number(process.env.GANX_BENCH_STEPS ?? STEPS[workload] ?? 40);
const steps = Math.max(1, Math.round(asked / (backend === 'cpu' ? 30 : 1)));
const iterations = WARM_UP + ROUNDS * steps;
const folder = mkdtempSync(join(tmpdir(), 'ganx-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const images = join(folder, 'images.idx');
if (workload === 'wgan-gp') writeSyntheticImages(images, 2000);

const loaded = await loadExperiment({
  file,
  overrides: [
    `stop={type: iterations, max: ${iterations}}`,
    `runtime.backend=${backend}`,
    'callbacks=[]',
    'metrics=[]',
    'logging=[]',
    'checkpoint={every: 1000000}',
  ],
  set: [
    ...(threads ? [`runtime.threads=${threads}`] : []),
    ...(flags.device ? [`runtime.device=${flags.device}`] : []),
  ],
  env: { ...process.env, GANX_BENCH_IMAGES: images },
  registry: makeRegistry,
});
if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const profile = process.env.GANX_BENCH_PROFILE;
const { compute } = await openCompute(loaded.spec.runtime, loaded.directory, profile ? { profile } : {});

/** The steps that the loop compiles, to ask them where their time went. */
const compiled = [];
const watched = {
  ...compute,
  compile: (name, fn) => {
    const step = compute.compile(name, fn);
    compiled.push(step);
    return step;
  },
};
const account = () => {
  const sum = {};
  for (const { timings = {} } of compiled)
    for (const [part, ms] of Object.entries(timings)) sum[part] = (sum[part] ?? 0) + ms;
  return sum;
};

const marks = [];
const losses = [];
const accounts = [];
const began = performance.now();
const experiment = await openExperiment(loaded);
const program = Effect.gen(function* () {
  const plan = yield* planExperiment({ experiment, compute: watched });
  return yield* runExperiment(plan, {
    runsDirectory: folder,
    source: { files: [], overrides: [] },
    specYaml: printSpec(loaded.spec),
    onEvent: (event) => {
      if (event.type !== 'iteration') return;
      marks.push(performance.now());
      if (losses.length < LOSSES) losses.push([event.discriminator?.loss, event.generator?.loss]);
      if (marks.length === 1 || marks.length === WARM_UP || marks.length === iterations)
        accounts.push(account());
    },
  });
});
await Effect.runPromise(Effect.scoped(program));

const msPerStep = Array.from({ length: ROUNDS }, (_, round) => {
  const first = WARM_UP - 1 + round * steps;
  return (marks[first + steps] - marks[first]) / steps;
});
const [first, before, after] = accounts;
const perStep = (part) => ((after[part] ?? 0) - (before[part] ?? 0)) / (ROUNDS * steps);
const parts = {
  feed: perStep('feedMs'),
  compute: perStep('runMs'),
  update: perStep('updateMs'),
  fetch: perStep('fetchMs'),
};
const inside = Object.values(parts).reduce((a, b) => a + b, 0);
const mean = msPerStep.reduce((a, b) => a + b, 0) / ROUNDS;
const result = {
  msPerStep,
  // From an empty plan: networks, weights, data, tracing, sessions and the first iteration itself.
  firstStepMs: marks[0] - began,
  once: { trace: first.traceMs ?? 0, optimize: first.optimizeMs ?? 0, session: first.sessionMs ?? 0 },
  parts: { ...parts, host: mean - inside },
  iterations,
  losses,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  version: compute.description,
};
console.log(JSON.stringify(result));
