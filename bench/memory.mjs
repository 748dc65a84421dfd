// Trains a workload for many iterations in the real loop and watches memory: nothing may grow.
//
//   node bench/memory.mjs [--workload ring] [--iterations 10000] [--from 1000] [--growth 0.05] [--device webgpu]
//
// Resident memory is read at every hundredth of the way, after a garbage collection so that what is not yet collected does
// not count; the end must lie within --growth of what it was at iteration --from, and the number of tensors must never
// change between iterations. Exit code 1 otherwise.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, runExperiment } from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { memory } from '@tensorflow/tfjs-core';
import { Effect } from 'effect';

const { values: flags } = parseArgs({
  options: {
    workload: { type: 'string', default: 'ring' },
    iterations: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1000' },
    growth: { type: 'string', default: '0.05' },
    device: { type: 'string', default: 'cpu' },
  },
});
const iterations = Number(flags.iterations);
const from = Number(flags.from);
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const folder = mkdtempSync(join(tmpdir(), 'ganx-memory-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const loaded = await loadExperiment({
  file: fileURLToPath(new URL(`workloads/${flags.workload}.yaml`, import.meta.url)),
  overrides: [
    `stop={type: iterations, max: ${iterations}}`,
    'callbacks=[]',
    'metrics=[]',
    'logging=[]',
    `checkpoint={every: ${iterations}}`,
    `runtime.device=${flags.device}`,
  ],
  env: process.env,
  registry: makeRegistry,
});
if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { compute } = await openCompute(loaded.spec.runtime, loaded.directory);

const readings = [];
const tensors = new Set();
const onIteration = (iteration) => {
  if (iteration >= 2) tensors.add(memory().numTensors);
  if (iteration !== from && iteration % Math.ceil(iterations / 20) !== 0) return;
  collectGarbage();
  const { rss, heapUsed, external } = process.memoryUsage();
  readings.push({ iteration, rss, heapUsed, external });
  const mebi = (bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  console.log(
    `iteration ${iteration}: resident ${mebi(rss)}, heap ${mebi(heapUsed)}, external ${mebi(external)}, tensors ${memory().numTensors}`,
  );
};
const experiment = await openExperiment(loaded);
const program = Effect.gen(function* () {
  const plan = yield* planExperiment({ experiment, compute });
  return yield* runExperiment(plan, {
    runsDirectory: folder,
    source: { files: [], overrides: [] },
    specYaml: printSpec(loaded.spec),
    onEvent: (event) => {
      if (event.type === 'iteration') onIteration(event.counters.iteration);
    },
  });
});
await Effect.runPromise(Effect.scoped(program));

const before = readings.find(({ iteration }) => iteration === from).rss;
const ratio = readings.at(-1).rss / before;
const grew = ratio > 1 + Number(flags.growth);
console.log(
  `resident at the end / at iteration ${from}: ${ratio.toFixed(4)}; tensors between iterations: ${[...tensors].join(', ')}`,
);
if (grew || tensors.size !== 1) process.exitCode = 1;
