import '@tensorflow/tfjs-backend-cpu';
import { tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './loss.js';

test('a discriminator that keeps the margin on both sides has no loss', () => {
  const loss = newThing.create({ margin: 2 });
  expect(loss.discriminator(tensor2d([[2], [5]]), tensor2d([[-2], [-9]])).dataSync()[0]).toBe(0);
  expect(loss.discriminator(tensor2d([[1]]), tensor2d([[-2]])).dataSync()[0]).toBe(1);
});
