import '@tensorflow/tfjs-backend-cpu';
import { updatesOf } from '@ganx/core/plugin';
import { withoutParts } from '@ganx/testkit';
import { scalar, tensor1d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './optimizer.js';

test('the second of two equal gradients moves further, by the momentum', () => {
  const optimizer = newThing.create({ learningRate: 1, momentum: 0.5 }, withoutParts);
  const step = (parameter: number, velocity: number) => {
    const due = {
      name: 'generator/00-dense/kernel',
      kind: 'kernel',
      parameter: tensor1d([parameter]),
      gradient: tensor1d([1]),
      slots: { velocity: tensor1d([velocity]) },
    };
    const [updated] = updatesOf(optimizer, [due], { learningRate: scalar(1) });
    return [updated!.parameter.dataSync()[0], updated!.slots.velocity!.dataSync()[0]];
  };
  expect(step(0, 0)).toEqual([-1, 1]);
  expect(step(-1, 1)).toEqual([-2.5, 1.5]);
});
