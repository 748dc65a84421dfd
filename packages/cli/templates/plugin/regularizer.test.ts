import '@tensorflow/tfjs-backend-cpu';
import { stepView } from '@ganx/testkit';
import { mul, type Scalar, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './regularizer.js';

test('the penalty is the weighted mean of the squared scores', () => {
  const step = stepView({
    real: tensor2d([[1], [3]]),
    fake: tensor2d([[0], [0]]),
    critic: (examples) => mul(examples, 2),
  });
  const penalty = newThing.create({ weight: 0.5 }).discriminator!(step) as Scalar;
  expect(penalty.dataSync()[0]).toBe(10);
});
