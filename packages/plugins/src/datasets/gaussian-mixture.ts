import { createHash } from 'node:crypto';
import type { Dataset, DatasetInfo, Mixture, RandomSource, Split } from '@ganx/core/plugin';

/** Options that the toy mixtures share. */
export const sizeOptions = {
  samples: {
    description: 'Number of training points.',
    type: 'integer',
    minimum: 1,
    default: 100_000,
    'x-ganx-counts': 'examples',
  },
  heldOutSamples: {
    description: 'Number of held-out points, drawn from a random stream of their own.',
    type: 'integer',
    minimum: 1,
    default: 10_000,
    'x-ganx-counts': 'examples',
  },
} as const;

export interface MixtureSizes {
  readonly samples: number;
  readonly heldOutSamples: number;
}

export function mixtureInfo(mixture: Mixture, { samples, heldOutSamples }: MixtureSizes): DatasetInfo {
  return {
    shape: [mixture.centers[0]!.length],
    dtype: 'float32',
    size: samples,
    heldOutSize: heldOutSamples,
    classes: mixture.centers.length,
    mixture,
  };
}

/**
 * Points of an equal mixture of isotropic Gaussians; the class of a point is the mode that it was drawn from.
 *
 *   m ~ uniform over modes,  x = center_m + deviation * n,  n ~ N(0, I)
 *
 * Each split draws from its own stream, so the size of one does not change the other.
 */
export function drawMixture(mixture: Mixture, sizes: MixtureSizes, random: RandomSource): Dataset {
  const train = draw(mixture, sizes.samples, random, 'train');
  const heldOut = draw(mixture, sizes.heldOutSamples, random, 'held-out');
  const fingerprint = createHash('sha256')
    .update(bytesOf(train.points))
    .update(bytesOf(heldOut.points))
    .digest('hex');
  return {
    info: mixtureInfo(mixture, sizes),
    train: train.split,
    heldOut: heldOut.split,
    fingerprint,
    drawn: true,
  };
}

function draw(
  { centers, deviation }: Mixture,
  size: number,
  random: RandomSource,
  name: string,
): { split: Split; points: Float32Array } {
  const dimensions = centers[0]!.length;
  const stream = random.stream(name);
  const labels = new Int32Array(size);
  const points = new Float32Array(size * dimensions);
  stream.integers(labels, centers.length);
  stream.normal(points, 0, deviation);
  for (let i = 0; i < size; i++) {
    const center = centers[labels[i]!]!;
    for (let d = 0; d < dimensions; d++) points[i * dimensions + d]! += center[d]!;
  }
  const split: Split = {
    size,
    labels,
    read(indices, target) {
      for (let i = 0; i < indices.length; i++) {
        const index = indices[i]!;
        if (index < 0 || index >= size)
          throw new RangeError(`Point ${index} was asked for; there are ${size}.`);
        // A view for every point would cost more than all the copying.
        for (let d = 0; d < dimensions; d++) target[i * dimensions + d] = points[index * dimensions + d]!;
      }
    },
  };
  return { split, points };
}

function bytesOf(array: Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
