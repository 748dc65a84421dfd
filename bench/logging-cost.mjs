// What logging costs: how much of a run's time its loggers and the callbacks that log take.
//
//   node bench/logging-cost.mjs [--spec experiments/gaussian-ring.yaml] [--iterations 3000] [--json FILE]
//
// One real run with all of them at their defaults, each call of theirs timed: a share of one run's time says more than the difference
// of two runs, which is smaller than what the machine's other work makes of it. What a callback logs counts as the callback's.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, runExperiment } from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';

const { values: flags } = parseArgs({
  options: {
    spec: {
      type: 'string',
      default: fileURLToPath(new URL('../experiments/gaussian-ring.yaml', import.meta.url)),
    },
    iterations: { type: 'string', default: '3000' },
    json: { type: 'string' },
  },
});
const callbacks = [
  ...['graph', 'progress', 'sample-grid', 'advice-maps', 'gradient-histograms', 'weight-histograms'],
  ...['pr-curve', 'projector'],
];

/** By component, milliseconds in its calls and their number. */
const spent = new Map();
let inCallback = false;
function timed(name, call) {
  return (...args) => {
    if (inCallback) return call(...args);
    const isCallback = name.startsWith('callback');
    inCallback = isCallback;
    const start = performance.now();
    const end = () => {
      inCallback = false;
      const { calls = 0, ms = 0 } = spent.get(name) ?? {};
      spent.set(name, { calls: calls + 1, ms: ms + performance.now() - start });
    };
    const result = call(...args);
    if (result instanceof Promise) return result.finally(end);
    end();
    return result;
  };
}
const timeAll = (name, object) =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      typeof value === 'function' && key !== 'save' && key !== 'load'
        ? timed(name, value.bind(object))
        : value,
    ]),
  );

/** A registry whose loggers and callbacks are timed. */
const timedRegistry = (registry) =>
  new Proxy(registry, {
    get(target, key) {
      const value = target[key];
      if (key !== 'get') return typeof value === 'function' ? value.bind(target) : value;
      return (kind, type) => {
        const found = target.get(kind, type);
        const name = `${kind} ${type}`;
        if (kind === 'logger') return { ...found, open: (...args) => timeAll(name, found.open(...args)) };
        if (kind !== 'callback') return found;
        const create = (...args) => {
          const made = found.create(...args);
          return { ...timeAll(name, made), on: timeAll(name, made.on ?? {}) };
        };
        return { ...found, create };
      };
    },
  });

const loaded = await loadExperiment({
  file: flags.spec,
  overrides: [
    `stop={type: iterations, max: ${flags.iterations}}`,
    'metrics=[]',
    `callbacks=[${callbacks.join(', ')}]`,
    'logging=[tensorboard, jsonl]',
    'checkpoint={every: 1000}',
  ],
  set: [],
  env: process.env,
  registry: makeRegistry,
});
if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const { compute } = await openCompute(loaded.spec.runtime, loaded.directory);
const runsDirectory = mkdtempSync(join(tmpdir(), 'ganx-bench-'));
const experiment = await openExperiment({ ...loaded, registry: timedRegistry(loaded.registry) });
const program = Effect.gen(function* () {
  const plan = yield* planExperiment({ experiment, compute });
  return yield* runExperiment(plan, {
    runsDirectory,
    source: { files: [], overrides: [] },
    specYaml: printSpec(loaded.spec),
    onEvent: () => {},
  });
});
try {
  const { seconds, verdict } = await Effect.runPromise(Effect.scoped(program));
  if (verdict.type !== 'budget') throw new Error(verdict.reason);
  const iterations = Number(flags.iterations);
  console.log(
    `${iterations} iterations in ${seconds.toFixed(1)} s, ${((seconds * 1000) / iterations).toFixed(2)} ms each, ${cpus()[0]?.model}`,
  );
  for (const [name, { calls, ms }] of [...spent].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const each = `${((ms * 1000) / iterations).toFixed(1)} us per iteration`;
    console.log(
      `${name.padEnd(30)} ${(ms / seconds / 10).toFixed(3).padStart(7)} %  ${each.padStart(25)}  ${calls} calls`,
    );
  }
  if (flags.json)
    writeFileSync(flags.json, `${JSON.stringify({ seconds, iterations, spent: [...spent] })}\n`);
} finally {
  rmSync(runsDirectory, { recursive: true, force: true });
}
