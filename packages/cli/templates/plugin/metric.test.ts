import { expect, test } from 'vitest';
import { meanOf, newThing } from './metric.js';

test('the mean example is the mean of each value', () => {
  expect([...meanOf({ values: Float32Array.of(1, 10, 3, 30), count: 2 })]).toEqual([2, 20]);
});

test('less is better, under its own name', () => {
  expect(newThing.measures({ samples: 10 })).toEqual([{ name: 'new-thing', goal: 'minimize' }]);
});
