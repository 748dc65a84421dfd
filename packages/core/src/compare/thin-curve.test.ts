import { expect, test } from 'vitest';
import { ThinCurve } from './thin-curve.js';

test('a short curve keeps every point', () => {
  const curve = new ThinCurve(4);
  for (let x = 0; x < 8; x++) curve.add(x, x * x);
  expect(curve.points()).toEqual({ x: [0, 1, 2, 3, 4, 5, 6, 7], y: [0, 1, 4, 9, 16, 25, 36, 49] });
});

test('a long curve keeps both spikes in bounded size, and its mean', () => {
  const curve = new ThinCurve(50);
  const n = 100_000;
  for (let x = 0; x < n; x++) curve.add(x, x === 31_234 ? 9 : x === 77_777 ? -9 : x % 2);
  const { x, y, means } = curve.points();
  expect(x.length).toBeLessThanOrEqual(4 * 50);
  expect(x).toEqual([...x].sort((a, b) => a - b));
  expect(x[y.indexOf(9)]).toBe(31_234);
  expect(x[y.indexOf(-9)]).toBe(77_777);
  expect(means!.y[0]).toBeCloseTo(0.5, 5);
  expect(means!.x.length).toBeGreaterThanOrEqual(50);
});

test('values that are not finite leave no point and are counted', () => {
  const curve = new ThinCurve(4);
  for (const y of [1, Number.NaN, Infinity, 2]) curve.add(0, y);
  expect(curve.points().y).toEqual([1, 2]);
  expect(curve.notFinite).toBe(2);
});
