import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';

/** Conditional, with batch norm in both networks and dropout, a penalty on every step and real images that are augmented. */
const spec = `name: probed
seed: 3
data: { type: mnist, batchSize: 4, augment: [{ type: shift }] }
latent: { type: normal, size: 8 }
conditioning: labels
generator: { type: dcgan, baseFilters: 2 }
discriminator:
  layers:
    - { type: conv, filters: 4, kernel: 3, stride: 2 }
    - batch-norm
    - leaky-relu
    - dropout
    - flatten
    - { type: dense, units: 1 }
loss: non-saturating
regularizers: [{ type: r1, weight: 1 }]
optimizers:
  generator: { type: adam, learningRate: 2e-4, beta1: 0.5 }
  discriminator: { type: adam, learningRate: 2e-4, beta1: 0.5 }
ema: { decay: 0.9 }
stop: { type: iterations, max: 6 }
logging: [{ type: jsonl, every: 1 }]
checkpoint: { every: 100 }
`;
const callbacks = `callbacks: [{ type: advice-maps, every: 2 }, { type: gradient-histograms, every: 2 }]\n`;

async function train(text: string, backend: 'onnx' | 'cpu') {
  const folder = temporaryFolder();
  const { code, json, stderr } = await ganx(
    ['run', writeSpec(folder, text), `runtime.backend=${backend}`, '--json'],
    { cwd: folder },
  );
  expect(code, stderr).toBe(0);
  const read = (file: string) => readFileSync(join(json.folder, file));
  const probed = read('metrics.jsonl')
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>)
    .filter((line) => 'advice/norm' in line || 'gradient-norm/generator' in line);
  return { weights: read('checkpoints/00000006/weights.safetensors'), probed };
}

describe('a probe of the networks', () => {
  test('leaves every bit of a compiled run as it is without', async () => {
    const [plain, probed] = [await train(spec, 'onnx'), await train(spec + callbacks, 'onnx')];
    expect(probed.weights.equals(plain.weights)).toBe(true);
    expect(plain.probed).toEqual([]);
  }, 120_000);

  test('gives the same advice and gradients compiled as by the reference backend', async () => {
    const [compiled, reference] = [
      await train(spec + callbacks, 'onnx'),
      await train(spec + callbacks, 'cpu'),
    ];
    const merge = (lines: readonly Record<string, number>[], iteration: number) =>
      Object.assign({}, ...lines.filter((line) => line.iteration === iteration)) as Record<string, number>;
    for (const iteration of [2, 4, 6]) {
      const [seen, expected] = [compiled, reference].map(({ probed }) => merge(probed, iteration));
      const tags = Object.keys(expected!).filter((tag) => /^(advice|gradient-norm)\//.test(tag));
      expect(tags.length).toBeGreaterThan(8);
      for (const tag of tags) {
        // A gradient that is nought but for rounding has no digits to compare.
        const tolerance = 2e-3 * expected![tag]! + 1e-5;
        expect(Math.abs(seen![tag]! - expected![tag]!), tag).toBeLessThan(tolerance);
      }
    }
  }, 120_000);
});
