import '@tensorflow/tfjs-backend-cpu';
import { RewindableRandom } from '@ganx/testkit';
import { mul, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './regularizer.js';

test('the penalty is the weighted mean of the squared scores', () => {
  const penalty = newThing.create({ weight: 0.5 }).penalty!({
    real: tensor2d([[1], [3]]),
    fake: tensor2d([[0], [0]]),
    critic: (examples) => mul(examples, 2),
    random: new RewindableRandom(1),
  });
  expect(penalty.dataSync()[0]).toBe(10);
});
