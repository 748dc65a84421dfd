// Makes ring-table.json: the curve of mode-coverage/high-quality of the small ring at every point of a grid.
//
//   node bench/sweep-search/ring-table.mjs [--most 75] [--out FILE]
//
// Goes on where the file ends, so it can be stopped; --most ends it after so many trainings. 300 of them take about ten
// minutes of one core.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, runExperiment } from '@ganx/core/engine';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';

const { values: flags } = parseArgs({
  options: { most: { type: 'string', default: '1000' }, out: { type: 'string' } },
});
const file = fileURLToPath(new URL('ring-table.yaml', import.meta.url));
const output = flags.out ?? fileURLToPath(new URL('ring-table.json', import.meta.url));
const metric = 'mode-coverage/high-quality';

/** From 1e-4 to 3e-2, evenly on a logarithmic scale, with two digits. */
const rates = Array.from({ length: 10 }, (_, i) => Number((1e-4 * 300 ** (i / 9)).toPrecision(2)));
const axes = [
  { path: 'optimizers.generator.learningRate', values: rates },
  { path: 'optimizers.discriminator.learningRate', values: rates },
  { path: 'balance.discriminatorSteps', values: [1, 2, 5] },
];

/** High-quality share at each measurement; a training that diverged has fewer of them. */
async function train(set) {
  const runsDirectory = mkdtempSync(join(tmpdir(), 'ganx-table-'));
  try {
    const loaded = await loadExperiment({ file, set, env: {}, registry: makeRegistry });
    if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
    const { spec, registry, directory } = loaded;
    const { compute } = await openCompute(spec.runtime, directory);
    const curve = [];
    const program = Effect.gen(function* () {
      const plan = yield* planExperiment({ spec, registry, compute, directory });
      return yield* runExperiment(plan, {
        runsDirectory,
        source: { files: [], overrides: [] },
        specYaml: printSpec(spec),
      });
    });
    const { folder } = await Effect.runPromise(Effect.scoped(program));
    for (const line of readFileSync(join(folder, 'metrics.jsonl'), 'utf8').trim().split('\n')) {
      const entry = JSON.parse(line);
      if (entry.metric === metric) curve.push(entry.value);
    }
    return curve;
  } finally {
    rmSync(runsDirectory, { recursive: true, force: true });
  }
}

const table = existsSync(output)
  ? JSON.parse(readFileSync(output, 'utf8'))
  : { experiment: 'ring-table.yaml', metric, goal: 'maximize', every: 100, axes, curves: [] };
const points = rates.flatMap((g) => rates.flatMap((d) => axes[2].values.map((k) => [g, d, k])));
for (let n = 0; n < Number(flags.most) && table.curves.length < points.length; n++) {
  const point = points[table.curves.length];
  table.curves.push(await train(axes.map(({ path }, i) => `${path}=${point[i]}`)));
  // One curve a line.
  const { curves, ...head } = table;
  const lines = curves.map((curve) => `    ${JSON.stringify(curve)}`).join(',\n');
  writeFileSync(output, `${JSON.stringify(head).slice(0, -1)},\n  "curves": [\n${lines}\n  ]\n}\n`);
}
console.log(`${table.curves.length} of ${points.length} trainings`);
