import { expect, test } from 'vitest';
import { newThing } from './network.js';

test('the generator widens from layer to layer and the discriminator narrows', () => {
  const widths = (role: 'generator' | 'discriminator') =>
    newThing
      .layers({ width: 64, depth: 3 } as never, { role, exampleShape: [2], latentSize: 4 })
      .flatMap(({ units }) => (typeof units === 'number' ? [units] : []));
  expect(widths('generator')).toEqual([16, 32, 64, 2]);
  expect(widths('discriminator')).toEqual([64, 32, 16, 1]);
});
