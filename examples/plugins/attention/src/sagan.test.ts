import { expect, test } from 'vitest';
import { sagan } from './sagan.js';

test('both networks attend at half resolution, before the discriminator goes below it', () => {
  const types = (role: 'generator' | 'discriminator') =>
    sagan
      .layers({ baseFilters: 8 }, { role, exampleShape: [28, 28, 1], exampleRange: [-1, 1], latentSize: 4 })
      .map(({ type }) => type);
  expect(types('discriminator').slice(0, 4)).toEqual([
    'conv',
    'leaky-relu',
    'attention/self-attention',
    'conv',
  ]);
  expect(types('generator').filter((type) => type === 'upsample' || type.includes('/'))).toEqual([
    'upsample',
    'attention/self-attention',
    'upsample',
  ]);
});

test('images that cannot be halved twice are refused', () => {
  const layers = () =>
    sagan.layers({ baseFilters: 8 }, { role: 'generator', exampleShape: [30, 28, 1], latentSize: 4 });
  expect(layers).toThrow(/multiples of 4, but an example is \[30, 28, 1\]/);
});
