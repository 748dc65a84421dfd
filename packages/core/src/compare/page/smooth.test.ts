import { expect, test } from 'vitest';
import { bandOf, smooth, valueAt } from './smooth.js';

test('smoothing a constant gives the constant from the first point on', () => {
  const { y } = smooth({ x: [0, 1, 2, 3], y: [4, 4, 4, 4] }, 0.9);
  for (const value of y) expect(value).toBeCloseTo(4, 12);
});

test('smoothing follows the formula', () => {
  const { y } = smooth({ x: [0, 1], y: [0, 1] }, 0.5);
  // m2 = 0.5, 1 - w^2 = 0.75
  expect(y).toEqual([0, 0.5 / 0.75]);
});

test('a value between points lies on the line between them, and none lies outside', () => {
  const curve = { x: [0, 10, 20], y: [0, 1, 5] };
  expect([0, 5, 15, 20].map((x) => valueAt(curve, x))).toEqual([0, 0.5, 3, 5]);
  expect([-1, 21].map((x) => valueAt(curve, x))).toEqual([undefined, undefined]);
});

test('the band over seeds has the median and the quartiles at the places that were measured', () => {
  const curves = [1, 2, 9].map((y) => ({ x: [0, 10], y: [y, 2 * y] }));
  expect(bandOf(curves)).toEqual({ x: [0, 10], low: [1.5, 3], y: [2, 4], high: [5.5, 11] });
  expect(bandOf([curves[0]!])).toBeUndefined();
});
