import { describe, expect, it } from 'vitest';
import { checkCounts, countHistogram } from './histogram.js';

const rows = (triples: Float64Array): number[][] =>
  Array.from({ length: triples.length / 3 }, (_, i) => [...triples.subarray(i * 3, i * 3 + 3)]);

describe('countHistogram', () => {
  it('puts a value on an edge into the bucket on its right, and the greatest into the last one', () => {
    expect(rows(countHistogram([0, 1, 2, 3, 4], 4).triples)).toEqual([
      [0, 1, 1],
      [1, 2, 1],
      [2, 3, 1],
      [3, 4, 2],
    ]);
  });

  it('counts equal values in the last bucket', () => {
    expect(rows(countHistogram([2, 2, 2], 2).triples)).toEqual([
      [2, 2, 0],
      [2, 2, 3],
    ]);
  });

  it('is all zero without values', () => {
    expect(countHistogram([], 2)).toEqual({ triples: new Float64Array(6), dropped: 0 });
    expect(countHistogram([Number.NaN], 2)).toEqual({ triples: new Float64Array(6), dropped: 1 });
  });

  it('leaves out NaN and infinities and says how many', () => {
    const { triples, dropped } = countHistogram([Number.NaN, 0, Infinity, 1, -Infinity], 2);
    expect(dropped).toBe(3);
    expect(rows(triples)).toEqual([
      [0, 0.5, 1],
      [0.5, 1, 1],
    ]);
  });

  it.each([
    ['the whole range of doubles', [-Number.MAX_VALUE, 0, Number.MAX_VALUE]],
    ['the smallest doubles', [0, 5e-324, 1e-323]],
    ['neighbours', [1, 1 + Number.EPSILON]],
    ['a large offset', Float64Array.from({ length: 100 }, (_, i) => 1e15 + i)],
  ])('counts each value once, between rising edges, over %s', (_, values) => {
    const found = rows(countHistogram(values, 30).triples);
    expect(found.reduce((sum, [, , count]) => sum + count!, 0)).toBe(values.length);
    expect(found[0]![0]).toBe(Math.min(...values));
    expect(found[29]![1]).toBe(Math.max(...values));
    for (const [left, right] of found) {
      expect(Number.isFinite(left)).toBe(true);
      expect(left).toBeLessThanOrEqual(right!);
    }
  });

  it('agrees with counting by hand on random values', () => {
    let seed = 1;
    const values = Float32Array.from({ length: 2000 }, () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return (seed / 2 ** 31 - 0.5) ** 3;
    });
    const found = rows(countHistogram(values, 10).triples);
    found.forEach(([left, right, count], i) => {
      const inside = values.filter((value) => value >= left! && (i === 9 ? value <= right! : value < right!));
      expect(count).toBe(inside.length);
    });
  });
});

describe('checkCounts', () => {
  it('takes buckets that were counted elsewhere as they are', () => {
    expect([...checkCounts('test', { edges: [0, 1, 10, 10], counts: [2, 0.5, 0] })]).toEqual([
      0, 1, 2, 1, 10, 0.5, 10, 10, 0,
    ]);
  });

  it.each([
    ['as many edges as counts', { edges: [0, 1], counts: [1, 2] }, 'TBW_SHAPE_INVALID'],
    ['no bucket', { edges: [0], counts: [] }, 'TBW_SHAPE_INVALID'],
    ['edges that fall', { edges: [1, 0], counts: [1] }, 'TBW_VALUE_INVALID'],
    ['an edge without end', { edges: [0, Infinity], counts: [1] }, 'TBW_VALUE_INVALID'],
    ['a negative count', { edges: [0, 1], counts: [-1] }, 'TBW_VALUE_INVALID'],
    ['a count that is no number', { edges: [0, 1], counts: [NaN] }, 'TBW_VALUE_INVALID'],
  ])('refuses %s', (_, counts, code) => {
    expect(() => checkCounts('test', counts)).toThrow(expect.objectContaining({ code }));
  });
});
