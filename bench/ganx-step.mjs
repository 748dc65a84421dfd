// Times whole iterations of `ganx run` on one backend; prints one JSON line {"msPerStep": [...]}.
//
//   node bench/ganx-step.mjs WORKLOAD BACKEND [THREADS]
//
// WORKLOAD is a file in workloads/ or a path to a spec. The real loop runs: balance policy, events, data, random
// numbers, stopping rules. Callbacks, metrics and loggers are left out, as peers have none here.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, runExperiment } from '@ganx/core/engine';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';

const ROUNDS = 3;
const STEPS = { ring: 300, mlp: 40, dcgan: 12 };
const WARM_UP = 3;

const [workload, backend, threads] = process.argv.slice(2);
const file = workload.endsWith('.yaml')
  ? workload
  : fileURLToPath(new URL(`workloads/${workload}.yaml`, import.meta.url));
const steps = Math.max(3, Math.round((STEPS[workload] ?? 40) / (backend === 'cpu' ? 30 : 1)));
const runsDirectory = mkdtempSync(join(tmpdir(), 'ganx-bench-'));

const loaded = await loadExperiment({
  file,
  overrides: [
    `stop={type: iterations, max: ${WARM_UP + ROUNDS * steps}}`,
    `runtime.backend=${backend}`,
    'callbacks=[]',
    'metrics=[]',
    'logging=[]',
    'checkpoint={every: 1000000}',
  ],
  set: threads ? [`runtime.threads=${threads}`] : [],
  env: process.env,
  registry: makeRegistry,
});
if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { compute } = await openCompute(loaded.spec.runtime, loaded.directory);

const marks = [];
const program = Effect.gen(function* () {
  const plan = yield* planExperiment({
    spec: loaded.spec,
    registry: loaded.registry,
    compute,
    directory: loaded.directory,
  });
  return yield* runExperiment(plan, {
    runsDirectory,
    source: { files: [], overrides: [] },
    specYaml: printSpec(loaded.spec),
    onEvent: (event) => {
      if (event.type === 'iteration') marks.push(performance.now());
    },
  });
});
try {
  await Effect.runPromise(Effect.scoped(program));
} finally {
  rmSync(runsDirectory, { recursive: true, force: true });
}
const msPerStep = Array.from({ length: ROUNDS }, (_, round) => {
  const first = WARM_UP - 1 + round * steps;
  return (marks[first + steps] - marks[first]) / steps;
});
console.log(JSON.stringify({ msPerStep, backend: compute.description }));
