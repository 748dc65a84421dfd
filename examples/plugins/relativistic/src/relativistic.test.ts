import '@tensorflow/tfjs-backend-cpu';
import { add, tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { relativistic } from './relativistic.js';

// #region formula
const dReal = tensor2d([[3], [1]]);
const dFake = tensor2d([[0], [2]]);
/** -log sigmoid(t), straight from the definition. */
const l = (t: number) => -Math.log(1 / (1 + Math.exp(-t)));

test('pairs are compared one by one', () => {
  const { discriminator, generator } = relativistic.create({ against: 'pair' });
  expect(discriminator(dReal, dFake).dataSync()[0]).toBeCloseTo((l(3) + l(-1)) / 2, 6);
  expect(generator(dFake, dReal).dataSync()[0]).toBeCloseTo((l(-3) + l(1)) / 2, 6);
});
// #endregion

test('against the average, each example meets the mean of the other side', () => {
  const { discriminator } = relativistic.create({ against: 'average' });
  expect(discriminator(dReal, dFake).dataSync()[0]).toBeCloseTo((l(2) + l(0) + l(2) + l(0)) / 2, 6);
});

test('only differences count: raising all scores changes nothing', () => {
  for (const against of ['pair', 'average'] as const) {
    const { discriminator } = relativistic.create({ against });
    const [here, higher] = [discriminator(dReal, dFake), discriminator(add(dReal, 5), add(dFake, 5))];
    expect(higher.dataSync()[0]).toBeCloseTo(here.dataSync()[0]!, 6);
  }
});
