import type { Json } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { hparamsGroup, hparamsOf } from './tensorboard-hparams.js';

const spec = {
  name: 'x',
  seed: 3,
  runtime: { backend: 'cpu' },
  data: { type: 'mnist', batchSize: 64, range: [-1, 1], augment: [] },
  latent: { type: 'normal', size: 8 },
  generator: { layers: [{ type: 'dense', units: 2 }, { type: 'relu' }] },
  discriminator: { type: 'dcgan', baseFilters: 8 },
  regularizers: [{ type: 'r1', weight: 0.1, every: 4 }],
  optimizers: { generator: { type: 'adam', learningRate: 1e-4, schedule: { decay: 0.5 }, clip: null } },
  logging: [{ type: 'jsonl' }],
} satisfies Json;

describe('tensorboard-hparams', () => {
  test('flattens the choices of a spec into columns', () => {
    expect(hparamsOf(spec)).toEqual({
      seed: 3,
      'data.type': 'mnist',
      'data.batchSize': 64,
      'data.range': '[-1,1]',
      'data.augment': 'none',
      'latent.type': 'normal',
      'latent.size': 8,
      'generator.layers': 'dense, relu',
      'discriminator.type': 'dcgan',
      'discriminator.baseFilters': 8,
      regularizers: 'r1',
      'regularizers.r1.weight': 0.1,
      'regularizers.r1.every': 4,
      'optimizers.generator.type': 'adam',
      'optimizers.generator.learningRate': 1e-4,
      'optimizers.generator.schedule.decay': 0.5,
    });
  });

  test('runs are one group when only seed, threads, logging or the order of keys differ', () => {
    const { latent, ...rest } = spec;
    const repeat = { ...rest, latent: { size: 8, type: 'normal' }, seed: 4, runtime: {}, logging: [] };
    expect(latent).toEqual(repeat.latent);
    expect(hparamsGroup(repeat)).toBe(hparamsGroup(spec));
    expect(hparamsGroup(spec)).toMatch(/^x-[0-9a-f]{10}$/);
    expect(hparamsGroup({ ...spec, latent: { type: 'normal', size: 9 } })).not.toBe(hparamsGroup(spec));
  });
});
