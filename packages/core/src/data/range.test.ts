import { describe, expect, it } from 'vitest';
import type { Split } from '../plugin/dataset.js';
import { fitRange, rangeOf, toRange } from './range.js';

const spec = { data: { range: [-1, 1] } } as const;
const image = [1, 2, 1];
const split = (...values: number[]): Split => ({
  size: values.length / 2,
  read: (indices, target) => {
    for (const [i, index] of indices.entries()) target.set(values.slice(2 * index, 2 * index + 2), 2 * i);
  },
});

describe('the range of examples', () => {
  it('is data.range for bytes, the declared or fitted one for float images, and none for points', () => {
    expect(rangeOf(spec, { dtype: 'uint8', shape: image, fittedRange: [0, 5] })).toEqual([-1, 1]);
    expect(rangeOf(spec, { dtype: 'float32', shape: image, range: [-40, 40] })).toEqual([-40, 40]);
    expect(rangeOf(spec, { dtype: 'float32', shape: image, fittedRange: [-3, 5] })).toEqual([-3, 5]);
    expect(rangeOf(spec, { dtype: 'float32', shape: [2], range: [0, 1] })).toBeUndefined();
  });

  it('is fitted to a usual one where the values fill it, else to the values', () => {
    expect(fitRange(split(0, 0.1, 0.97, 0.5), image)).toEqual([0, 1]);
    expect(fitRange(split(-0.9, 0.1, 0.9, 0.5), image)).toEqual([-1, 1]);
    expect(fitRange(split(0, 3, 254, 9), image)).toEqual([0, 255]);
    expect(fitRange(split(-40, 3, 40, NaN), image)).toEqual([-40, 40]);
    expect(fitRange(split(0.5, 0.52), image)[0]).toBe(0.5);
    expect(fitRange(split(7, 7), image)).toEqual([7, 8]);
    expect(fitRange(split(NaN, Infinity), image)).toEqual([0, 1]);
  });

  it('is what bytes are scaled to, and floats stay as they are', () => {
    expect([...toRange(Uint8Array.of(0, 255), [-2, 4])]).toEqual([-2, 4]);
    expect([...toRange(Float32Array.of(-40, 7), [-40, 40])]).toEqual([-40, 7]);
  });
});
