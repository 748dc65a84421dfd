import { expect, test } from 'vitest';
import { type Rows, shareWithin, squaredReach } from './neighbourhoods.js';

const line = (...values: number[]): Rows => ({ values: Float32Array.from(values), columns: 1 });

test('a row reaches to its k-th nearest other row', async () => {
  expect([...(await squaredReach(line(0, 1, 3, 7), 1))]).toEqual([1, 1, 4, 16]);
  expect([...(await squaredReach(line(0, 1, 3, 7), 2))]).toEqual([9, 4, 9, 36]);
});

test('points within one neighbourhood count once, those in none do not', async () => {
  const support = line(0, 10);
  expect(await shareWithin(line(0.5, 0.9, 9, 20), support, Float64Array.of(1, 4))).toBe(3 / 4);
});

// #region reach
test('a generator that always makes one real example has full precision and little recall', async () => {
  const real = line(0, 1, 2, 3, 4, 5, 6, 7);
  const fake = line(3, 3, 3, 3);
  expect(await shareWithin(fake, real, await squaredReach(real, 1))).toBe(1);
  expect(await shareWithin(real, fake, await squaredReach(fake, 1))).toBe(1 / 8);
});
// #endregion
