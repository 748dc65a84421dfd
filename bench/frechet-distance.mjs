// Times the Frechet distance beside NumPy with SciPy's way of it: fitting both Gaussians, the trace of the root of the
// product of their covariances. `node bench/frechet-distance.mjs [--features 768,3072] [--samples 60,10000] [--rounds 1]`
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { referenceGaussian } from '../packages/plugins/dist/metrics/reference-gaussian.js';

const { values: options } = parseArgs({
  options: {
    features: { type: 'string', default: '768,3072' },
    samples: { type: 'string', default: '60,10000' },
    rounds: { type: 'string', default: '1' },
  },
});

const peer = `
import sys, time, numpy as np
n, d, rounds = (int(a) for a in sys.argv[1:])
rng = np.random.default_rng(1)
scale = (1 / (1 + np.arange(d) % 50)).astype(np.float32)
a, b = ((rng.standard_normal((n, d), dtype=np.float32) * scale) for _ in range(2))
best, value = 1e9, 0
for _ in range(rounds):
    began = time.perf_counter()
    x, y = a.astype(np.float64), b.astype(np.float64)
    s1, s2 = np.cov(x, rowvar=False), np.cov(y, rowvar=False)
    w, v = np.linalg.eigh(s1)
    root = (v * np.sqrt(np.maximum(w, 0))) @ v.T
    inner = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ s2 @ root), 0)).sum()
    value = ((x.mean(0) - y.mean(0)) ** 2).sum() + np.trace(s1) + np.trace(s2) - 2 * inner
    best = min(best, time.perf_counter() - began)
print(best, value)
`;

function numpy(samples, features, rounds) {
  const env = { ...process.env };
  delete env.OPENBLAS_CORETYPE;
  const args = ['-c', peer, `${samples}`, `${features}`, `${rounds}`];
  const { status, stdout, stderr } = spawnSync('python3', args, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`NumPy is not here: ${stderr.trim().split('\n').at(-1)}`);
  return Number(stdout.split(' ')[0]);
}

/** Normal values whose deviations fall from one feature to the next, as those of NumPy's side. */
function rows(count, columns) {
  const values = new Float32Array(count * columns);
  for (let i = 0; i < values.length; i += 2) {
    const [r, angle] = [Math.sqrt(-2 * Math.log(1 - Math.random())), 2 * Math.PI * Math.random()];
    values[i] = (r * Math.cos(angle)) / (1 + ((i % columns) % 50));
    if (i + 1 < values.length) values[i + 1] = (r * Math.sin(angle)) / (1 + (((i + 1) % columns) % 50));
  }
  return { values, columns };
}

async function ours(samples, features, rounds) {
  const [a, b] = [rows(samples, features), rows(samples, features)];
  let [best, longest, last] = [Infinity, 0, performance.now()];
  const turn = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
    timer = setTimeout(turn, 0);
  };
  let timer = setTimeout(turn, 0);
  for (let round = 0; round < rounds; round++) {
    const began = performance.now();
    await (await referenceGaussian(a)).distanceTo(b);
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  clearTimeout(timer);
  return { best, longest };
}

const list = (text) => text.split(',').map(Number);
console.log('features  samples   ganx s  NumPy s   ratio  longest hold s');
for (const features of list(options.features)) {
  for (const samples of list(options.samples)) {
    const rounds = Number(options.rounds);
    const theirs = numpy(samples, features, rounds);
    const { best, longest } = await ours(samples, features, rounds);
    const cells = [features, samples, best.toFixed(2), theirs.toFixed(2), (best / theirs).toFixed(2)];
    console.log([...cells, (longest / 1000).toFixed(2)].map((cell) => `${cell}`.padStart(8)).join(' '));
  }
}
