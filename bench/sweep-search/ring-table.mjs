// Makes ring-table.json: curves of parzen/log-likelihood of the small ring at every point of a grid, with three seeds each.
//
//   node bench/sweep-search/ring-table.mjs train [--part 1/2] FILE    trains; FILE gets a line for each training
//   node bench/sweep-search/ring-table.mjs merge FILE...              writes ring-table.json
//
// `train` leaves out what FILE has, so it can be stopped. Parts may be trained beside each other: a curve depends on its point
// and its seed alone. 900 trainings take about an hour and a half of one core.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { metric, trainRing } from './train-ring.mjs';

/** From 1e-4 to 3e-2, evenly on a logarithmic scale, with two digits. */
const rates = Array.from({ length: 10 }, (_, i) => Number((1e-4 * 300 ** (i / 9)).toPrecision(2)));
const axes = [
  { path: 'optimizers.generator.learningRate', values: rates },
  { path: 'optimizers.discriminator.learningRate', values: rates },
  { path: 'balance.discriminatorSteps', values: [1, 2, 5] },
];
const points = rates.flatMap((g) => rates.flatMap((d) => axes[2].values.map((k) => [g, d, k])));
const seeds = [1, 2, 3];

async function curveAt(point, seed) {
  const runs = mkdtempSync(join(tmpdir(), 'ganx-table-'));
  try {
    const { curve } = await trainRing(
      [...axes.map(({ path }, i) => `${path}=${point[i]}`), `seed=${seed}`],
      runs,
    );
    return curve.map((value) => Number(value.toPrecision(4)));
  } finally {
    rmSync(runs, { recursive: true, force: true });
  }
}

const linesOf = (file) =>
  existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(JSON.parse) : [];

async function train(file, [part, parts]) {
  const done = new Set(linesOf(file).map(({ point, seed }) => `${point} ${seed}`));
  for (const seed of seeds) {
    for (const [index, point] of points.entries()) {
      if (index % parts !== part - 1 || done.has(`${index} ${seed}`)) continue;
      appendFileSync(file, `${JSON.stringify({ point: index, seed, curve: await curveAt(point, seed) })}\n`);
    }
  }
}

function merge(files) {
  const curves = new Map(files.flatMap(linesOf).map(({ point, seed, curve }) => [`${point} ${seed}`, curve]));
  const all = points.map((_, index) => seeds.map((seed) => curves.get(`${index} ${seed}`)));
  const missing = all.flat().filter((curve) => curve === undefined).length;
  if (missing > 0) throw new Error(`${missing} of ${points.length * seeds.length} trainings are missing.`);
  const head = { experiment: 'ring-table.yaml', metric, goal: 'maximize', every: 200, axes, seeds };
  // One point a line: a curve for each seed.
  const lines = all.map((bySeed) => `    ${JSON.stringify(bySeed)}`).join(',\n');
  const output = fileURLToPath(new URL('ring-table.json', import.meta.url));
  writeFileSync(output, `${JSON.stringify(head).slice(0, -1)},\n  "curves": [\n${lines}\n  ]\n}\n`);
}

const { values: flags, positionals } = parseArgs({
  options: { part: { type: 'string', default: '1/1' } },
  allowPositionals: true,
});
const [command, ...files] = positionals;
if (command === 'train' && files.length === 1) await train(files[0], flags.part.split('/').map(Number));
else if (command === 'merge' && files.length > 0) merge(files);
else throw new Error('Say `train FILE` or `merge FILE...`.');
