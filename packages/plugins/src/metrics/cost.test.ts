import type { DatasetInfo, Features, Json } from '@ganx/core/plugin';
import { Registry } from '@ganx/core/plugin';
import { resolveOptions } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { builtins } from '../index.js';

const registry = Registry.of(builtins);
const images: DatasetInfo = { shape: [4, 4, 1], dtype: 'uint8', size: 50, heldOutSize: 30, classes: 3 };
const ring: DatasetInfo = {
  shape: [2],
  dtype: 'float32',
  size: 100,
  mixture: {
    centers: [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
    deviation: 0.1,
  },
};

/** What a metric says that it costs, with an extractor of eight features. */
const costOf = (type: string, options: Record<string, Json>, info: DatasetInfo) => {
  const component = registry.get('metric', type);
  return component.cost?.(resolveOptions(component, { type, ...options }, registry), {
    info,
    features: async () => ({ size: 8 }) as Features,
  });
};

test('a Frechet distance costs two covariances and what their root takes, for each class that it names too', async () => {
  const options = { features: { type: 'pixels' }, samples: 100 };
  const root = 10 * 8 ** 3;
  expect(await costOf('frechet-distance', options, images)).toEqual({
    samples: 100,
    multiplications: 100 * 64 + root,
    once: 50 * 64 + root,
  });
  expect(
    await costOf('frechet-distance', { ...options, split: 'heldOut', perClass: [0, 2] }, images),
  ).toEqual({
    samples: 300,
    multiplications: 3 * (100 * 64 + root),
    once: 3 * (30 * 64 + root),
  });
});

test('Parzen windows cost the distances of all pairs, and what chooses a width', async () => {
  expect(await costOf('parzen', { sigma: 0.1, samples: 20 }, images)).toEqual({
    samples: 20,
    multiplications: 20 * 30 * 17,
    once: 20 * 30 * 17,
  });
  expect(await costOf('parzen', { sigma: [0.1, 0.2], validation: 10, samples: 80 }, images)).toEqual({
    samples: 80,
    multiplications: 80 * (20 * 17 + 10 * 18),
    once: 50 * (20 * 17 + 10 * 18),
  });
});

test('mode coverage costs a distance to each mode; agreement, what its classifier takes', async () => {
  expect(await costOf('mode-coverage', { samples: 10 }, ring)).toEqual({ samples: 10, multiplications: 60 });
  expect(await costOf('classifier-agreement', { features: { type: 'lenet-mnist' } }, images)).toEqual({
    samples: 1000,
  });
});
