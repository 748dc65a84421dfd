import '@tensorflow/tfjs-backend-cpu';
import { RewindableRandom } from '@ganx/testkit';
import { tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './augmentation.js';

test('examples move towards each other and their mean stays between them', () => {
  const moved = newThing
    .create({ share: 0.5 })
    .apply(tensor2d([[-1], [1]]), new RewindableRandom(1))
    .dataSync();
  expect(moved[0]).toBeGreaterThanOrEqual(-1);
  expect(moved[1]).toBeLessThanOrEqual(1);
  expect(moved[1]! - moved[0]!).toBeLessThan(2);
});
