import { describe, expect, it } from 'vitest';
import { quantile, spreadOf } from './statistics.js';

describe('the spread of values', () => {
  // numpy.percentile([1, 2, 4, 8, 16, 32], [25, 50, 75]) = [2.5, 6, 14]
  it('has the quartiles that numpy gives', () => {
    expect(spreadOf([32, 1, 16, 2, 8, 4])).toEqual({ n: 6, median: 6, q1: 2.5, q3: 14, min: 1, max: 32 });
  });

  it('of one value is that value', () => {
    expect(spreadOf([3])).toEqual({ n: 1, median: 3, q1: 3, q3: 3, min: 3, max: 3 });
  });

  it('of nothing is nothing', () => {
    expect(spreadOf([])).toBeUndefined();
  });

  it('stays between its neighbours, infinities too', () => {
    expect(quantile([1, Infinity, Infinity], 0.75)).toBe(Infinity);
    expect(quantile([0.1, 0.3], 1)).toBe(0.3);
  });
});
