import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ganx, root, temporaryFolder, writeSpec } from '../cli/ganx.js';

/** A small DCGAN on digits with everything that has state between steps: batch norm, dropout, an average, metrics. */
const dcgan = `name: small-dcgan
seed: 5
data: { type: mnist, batchSize: 8 }
latent: { type: normal, size: 8 }
generator:
  layers:
    - { type: dense, units: 98, bias: false }
    - batch-norm
    - { type: leaky-relu, slope: 0.2 }
    - { type: reshape, shape: [7, 7, 2] }
    - { type: conv-transpose, filters: 2, kernel: 3, stride: 2, bias: false }
    - batch-norm
    - relu
    - { type: conv-transpose, filters: 1, kernel: 3, stride: 2 }
    - tanh
discriminator:
  layers:
    - { type: conv, filters: 2, kernel: 3, stride: 2 }
    - { type: leaky-relu, slope: 0.2 }
    - { type: dropout, rate: 0.3 }
    - { type: conv, filters: 4, kernel: 3, stride: 2 }
    - { type: leaky-relu, slope: 0.2 }
    - { type: dropout, rate: 0.3 }
    - flatten
    - { type: dense, units: 1 }
ema: { decay: 0.9 }
metrics: [{ type: frechet-distance, features: lenet-mnist, samples: 100, every: 10 }]
stop: { type: iterations, max: 1 }
callbacks: [{ type: sample-grid, every: 7 }]
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
`;

const ring = `name: ring
seed: 3
data: { type: gaussian-ring, batchSize: 16 }
latent: { type: normal, size: 2 }
generator: { layers: [{ type: dense, units: 8 }, relu, { type: dense, units: 2 }] }
discriminator: { layers: [{ type: dense, units: 8 }, relu, { type: dense, units: 1 }] }
metrics: [{ type: mode-coverage, samples: 200, every: 20 }]
stop: { type: iterations, max: 1 }
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
`;
const adaptive = `${ring}balance: threshold
`;
const wganGp = `${ring}loss: wasserstein
regularizers: [{ type: gradient-penalty, weight: 10 }]
balance: { type: constant, discriminatorSteps: 5 }
`;

/** Diverges in iterations 3 and 50, and goes back each time. */
const rollingBack = `${ring}loss: wasserstein
optimizers: { generator: { type: sgd, learningRate: 8 }, discriminator: { type: sgd, learningRate: 8 } }
rollBack: { max: 5, learningRateFactor: 0.1 }
`;

// Six processes or more each; a loaded machine takes its time.
const patience = 600_000;

describe('killed and resumed runs have the bytes of whole ones', () => {
  test.each([
    ['ring with an adaptive balance', adaptive, 200],
    ['WGAN-GP', wganGp, 60],
    ['mnist-dcgan with an average, batch norm and dropout', dcgan, 30],
  ])('%s', { timeout: patience }, async (_name, spec, iterations) => {
    await verify(writeSpec(temporaryFolder(), spec), iterations);
  });

  test('a run that rolls back', { timeout: patience }, async () => {
    const { rollBacks } = await verify(writeSpec(temporaryFolder(), rollingBack), 100);
    expect(rollBacks).toBe(2);
  });

  test('quickstart', { timeout: patience }, async () => {
    await verify(join(root, 'experiments/quickstart.yaml'), 20, [
      'data.batchSize=8',
      'metrics.0.samples=100',
    ]);
  });
});

test('a run that ends before all its kills is killed once more, earlier, and told with the kills that it had', {
  timeout: patience,
}, async () => {
  // With checkpoints at 0, 20 and 40 there is no moment left for most of them, unless the machine is busy.
  const limits = ['--iterations', '40', '--every', '20', '--kills', '12', '--json'];
  const { json, stderr } = await ganx(['verify', 'resume', writeSpec(temporaryFolder(), ring), ...limits]);
  expect(json, stderr).toMatchObject({ same: true, folder: null });
  expect(json.kills).toBeGreaterThan(0);
  const again = /it ended after \d+ of 12 kills: once more, killed in its first third/.test(stderr);
  expect(again || json.kills === 12, stderr).toBe(true);
});

/** Logs how often it ticked, and forgets it when its process ends. */
const forgetful = `let ticks = 0;
export default {
  meta: { name: 'forgetful', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' },
  components: [{
    kind: 'callback',
    type: 'forgetful',
    description: 'Counts its ticks.',
    examples: [{ type: 'forgetful' }],
    create: () => ({ on: {}, tick: ({ log }) => log.scalars({ ticks: ++ticks }) }),
  }],
};
`;

test('a plugin with state that it does not save is found out', { timeout: patience }, async () => {
  const folder = temporaryFolder();
  writeSpec(folder, forgetful, 'forgetful.mjs');
  const plugged = `${ring}plugins: [./forgetful.mjs]\ncallbacks: [{ type: acme/forgetful, every: 5 }]\n`;
  const limits = ['--iterations', '60', '--kills', '2', '--json'];
  const { code, json, stderr } = await ganx(['verify', 'resume', writeSpec(folder, plugged), ...limits]);
  const differing = json?.checks?.filter(({ same }: { same: boolean }) => !same);
  expect(
    differing?.map(({ what }: { what: string }) => what),
    stderr,
  ).toEqual(['metrics.jsonl', 'TensorBoard events']);
  expect(code).toBe(4);
  rmSync(json.folder, { recursive: true });
});

async function verify(spec: string, iterations: number, overrides: readonly string[] = []) {
  const limits = ['--iterations', String(iterations), '--kills', '3', '--json'];
  const { code, json, stderr } = await ganx(['verify', 'resume', spec, ...overrides, ...limits]);
  expect(
    json?.checks?.filter(({ same }: { same: boolean }) => !same),
    stderr,
  ).toEqual([]);
  expect(json).toMatchObject({ same: true, kills: 3, folder: null });
  expect(code).toBe(0);
  return json as { readonly rollBacks: number };
}
