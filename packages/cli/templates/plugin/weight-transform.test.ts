import '@tensorflow/tfjs-backend-cpu';
import { norm, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './weight-transform.js';

test('a long kernel becomes as long as the limit, a short one stays', () => {
  const context = {
    name: 'discriminator/00-dense/kernel',
    kind: 'kernel',
    shape: [2, 1],
    role: 'discriminator',
    outputAxis: 1,
  } as const;
  const { apply } = newThing.create({ limit: 2 });
  const long = apply(tensor2d([[3], [4]]), {}, context);
  expect(norm(long).dataSync()[0]).toBeCloseTo(2, 5);
  expect([...apply(tensor2d([[0.3], [0.4]]), {}, context).dataSync()]).toEqual([
    expect.closeTo(0.3, 6),
    expect.closeTo(0.4, 6),
  ]);
});
