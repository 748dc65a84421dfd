import { expect, test } from 'vitest';
import { spreadEvenly } from './spread-evenly.js';

test.each([
  [4, 8, [0, 2, 4, 6]],
  [3, 10, [0, 3, 6]],
  [5, 5, [0, 1, 2, 3, 4]],
  [9, 3, [0, 1, 2]],
  [0, 3, []],
  [2, 0, []],
])('%i of %i numbers are %j', (count, size, expected) => {
  expect([...spreadEvenly(count, size)]).toEqual(expected);
});
