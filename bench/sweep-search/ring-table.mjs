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
import { metric, trainRing } from './train-ring.mjs';

const { values: flags } = parseArgs({
  options: { most: { type: 'string', default: '1000' }, out: { type: 'string' } },
});
const output = flags.out ?? fileURLToPath(new URL('ring-table.json', import.meta.url));

/** From 1e-4 to 3e-2, evenly on a logarithmic scale, with two digits. */
const rates = Array.from({ length: 10 }, (_, i) => Number((1e-4 * 300 ** (i / 9)).toPrecision(2)));
const axes = [
  { path: 'optimizers.generator.learningRate', values: rates },
  { path: 'optimizers.discriminator.learningRate', values: rates },
  { path: 'balance.discriminatorSteps', values: [1, 2, 5] },
];

async function curveAt(set) {
  const runs = mkdtempSync(join(tmpdir(), 'ganx-table-'));
  try {
    return (await trainRing(set, runs)).curve;
  } finally {
    rmSync(runs, { recursive: true, force: true });
  }
}

const table = existsSync(output)
  ? JSON.parse(readFileSync(output, 'utf8'))
  : { experiment: 'ring-table.yaml', metric, goal: 'maximize', every: 100, axes, curves: [] };
const points = rates.flatMap((g) => rates.flatMap((d) => axes[2].values.map((k) => [g, d, k])));
for (let n = 0; n < Number(flags.most) && table.curves.length < points.length; n++) {
  const point = points[table.curves.length];
  table.curves.push(await curveAt(axes.map(({ path }, i) => `${path}=${point[i]}`)));
  // One curve a line.
  const { curves, ...head } = table;
  const lines = curves.map((curve) => `    ${JSON.stringify(curve)}`).join(',\n');
  writeFileSync(output, `${JSON.stringify(head).slice(0, -1)},\n  "curves": [\n${lines}\n  ]\n}\n`);
}
console.log(`${table.curves.length} of ${points.length} trainings`);
