import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

/** Digits drawn by a small conditional generator with averaged weights and all kinds of layers that shape an image. */
const imageSpec = `name: digits
seed: 3
runtime: { threads: 1 }
data: { type: mnist, batchSize: 16 }
latent: { type: normal, size: 8 }
conditioning: labels
generator:
  layers:
    - { type: dense, units: 392, bias: false }
    - batch-norm
    - relu
    - { type: reshape, shape: [7, 7, 8] }
    - { type: conv-transpose, filters: 8, kernel: 4, stride: 2 }
    - { type: leaky-relu, slope: 0.2 }
    - { type: upsample, interpolation: bilinear }
    - { type: conv, filters: 1, kernel: 3 }
    - tanh
discriminator:
  layers: [flatten, { type: dense, units: 8 }, relu, { type: dense, units: 1 }]
loss: non-saturating
optimizers:
  generator: { type: adam, learningRate: 1e-3 }
  discriminator: { type: adam, learningRate: 1e-3 }
ema: { decay: 0.9 }
metrics:
  - { type: frechet-distance, features: lenet-mnist, samples: 64, every: 2 }
stop: { type: iterations, max: 4 }
checkpoint: { every: 2, keepLast: 3, keepBest: { monitor: frechet-distance } }
`;

const pointSpec = tinySpec(`metrics: [{ type: mode-coverage, samples: 64, every: 4 }]
logging: [{ type: jsonl, every: 2 }]
stop: { type: iterations, max: 4 }
`);

export interface TrainedRuns {
  /** A folder that is gone after the file's tests; `runs` is in it. */
  readonly folder: string;
  readonly runs: string;
  /** Conditional images with an average. */
  readonly digits: string;
  /** Points, neither conditional nor averaged. */
  readonly points: string;
}

/** Trains both once for a test file. */
export async function trainRuns(): Promise<TrainedRuns> {
  const folder = temporaryFolder(afterAll);
  const runs = join(folder, 'runs');
  const train = async (text: string, name: string) => {
    const { code, json, stderr } = await ganx([
      'run',
      writeSpec(folder, text, name),
      '--runs-dir',
      runs,
      '--json',
    ]);
    expect(code, stderr).toBe(0);
    return join(runs, json.run);
  };
  return {
    folder,
    runs,
    digits: await train(imageSpec, 'digits.yaml'),
    points: await train(pointSpec, 'points.yaml'),
  };
}
