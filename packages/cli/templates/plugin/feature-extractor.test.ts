import '@tensorflow/tfjs-backend-cpu';
import { tensor2d } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { newThing } from './feature-extractor.js';

test('the features of a point are its values and their squares', async () => {
  const { features, size } = await newThing.load({}, { exampleShape: [2], directory: '.' });
  expect(size).toBe(4);
  expect([...features(tensor2d([[3, -2]])).dataSync()]).toEqual([3, -2, 9, 4]);
});
