import { createHash } from 'node:crypto';
import { type DatasetInfo, defineDataset, type RandomSource, type Split } from '@ganx/core/plugin';

/**
 * Two half circles that reach into each other; the class of a point is its half circle.
 *
 *   upper  (cos t, sin t),  lower  (1 - cos t, 1/2 - sin t),  t uniform in [0, pi), plus normal noise
 *
 * Shapes  [2] float32.
 * Random  each split draws from a stream of its own, so the size of one does not change the other.
 */
export const newThing = defineDataset({
  type: 'new-thing',
  description: 'Points on two half circles that reach into each other.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: { description: 'Number of training points.', type: 'integer', minimum: 1, default: 10000 },
      noise: { description: 'Standard deviation of the noise.', type: 'number', minimum: 0, default: 0.05 },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', samples: 500, noise: 0 }],
  describe: async ({ samples }) => describeMoons(samples),
  async load({ samples, noise }, { random }) {
    const train = draw(samples, noise, random, 'train');
    const heldOut = draw(heldOutSamples, noise, random, 'held-out');
    const fingerprint = createHash('sha256').update(train.points).update(heldOut.points).digest('hex');
    return { info: describeMoons(samples), train: train.split, heldOut: heldOut.split, fingerprint };
  },
});

const heldOutSamples = 1000;

const describeMoons = (samples: number): DatasetInfo => ({
  shape: [2],
  dtype: 'float32',
  size: samples,
  heldOutSize: heldOutSamples,
  classes: 2,
  classNames: ['upper', 'lower'],
});

function draw(
  size: number,
  noise: number,
  random: RandomSource,
  name: string,
): { split: Split; points: Float32Array } {
  const stream = random.stream(name);
  const labels = new Int32Array(size);
  const angles = new Float32Array(size);
  const points = new Float32Array(2 * size);
  stream.integers(labels, 2);
  stream.uniform(angles, 0, Math.PI);
  stream.normal(points, 0, noise);
  for (const [i, angle] of angles.entries()) {
    const lower = labels[i] === 1;
    points[2 * i]! += lower ? 1 - Math.cos(angle) : Math.cos(angle);
    points[2 * i + 1]! += lower ? 0.5 - Math.sin(angle) : Math.sin(angle);
  }
  const split: Split = {
    size,
    labels,
    read(indices, target) {
      for (const [i, index] of indices.entries())
        target.set(points.subarray(2 * index, 2 * index + 2), 2 * i);
    },
  };
  return { split, points };
}
