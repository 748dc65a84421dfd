import { describe, expect, it } from 'vitest';
import { decodeEvent } from './decode-event.js';
import { summarizePrCurve } from './pr-curve.js';
import { encodeMessage } from './record-buffer.js';

function rowsOf(summary: ReturnType<typeof summarizePrCurve>): number[][] {
  const bytes = encodeMessage((out) => out.message(5, () => out.message(1, () => summary.writeValue(out))));
  const { shape, data } = decodeEvent(bytes).values[0]!.tensor!;
  const n = shape[1]!;
  return Array.from({ length: 6 }, (_, i) => [...(data as Float32Array).subarray(i * n, (i + 1) * n)]);
}

describe('summarizePrCurve', () => {
  const scores = [0, 0.2, 0.5, 0.5, 0.75, 1, 1];
  const labels = [false, true, false, true, true, false, true];

  it('counts score >= threshold at every threshold', () => {
    const found = rowsOf(summarizePrCurve('test', { scores, labels, thresholds: 5 }));
    [0, 0.25, 0.5, 0.75, 1].forEach((threshold, i) => {
      const count = (called: boolean, truly: boolean): number =>
        scores.filter((score, k) => score >= threshold === called && labels[k] === truly).length;
      const [tp, fp, tn, fn] = [
        count(true, true),
        count(true, false),
        count(false, false),
        count(false, true),
      ];
      expect(found.map((row) => row[i])).toEqual(
        [tp, fp, tn, fn, tp / Math.max(1e-7, tp + fp), tp / Math.max(1e-7, tp + fn)].map(Math.fround),
      );
    });
  });

  it('weighs items, and takes counts made elsewhere as they are', () => {
    const weighed = rowsOf(
      summarizePrCurve('test', { scores: [0.4, 0.6], labels: [1, 0], weights: [2, 3], thresholds: 3 }),
    );
    expect(weighed.slice(0, 4)).toEqual([
      [2, 0, 0],
      [3, 3, 0],
      [0, 0, 3],
      [0, 2, 2],
    ]);
    const [truePositives, falsePositives, trueNegatives, falseNegatives] = weighed as [
      number[],
      number[],
      number[],
      number[],
    ];
    expect(
      rowsOf(summarizePrCurve('test', { truePositives, falsePositives, trueNegatives, falseNegatives })),
    ).toEqual(weighed);
  });

  it.each([
    ['a score above 1', { scores: [1.1], labels: [1] }, 'TBW_VALUE_INVALID'],
    ['a score that is NaN', { scores: [Number.NaN], labels: [1] }, 'TBW_VALUE_INVALID'],
    ['a negative weight', { scores: [1], labels: [1], weights: [-1] }, 'TBW_VALUE_INVALID'],
    ['one threshold', { scores: [1], labels: [1], thresholds: 1 }, 'TBW_VALUE_INVALID'],
    ['fewer labels than scores', { scores: [1, 0], labels: [1] }, 'TBW_SHAPE_INVALID'],
    [
      'rows of counts of different lengths',
      { truePositives: [1, 1], falsePositives: [1], trueNegatives: [1, 1], falseNegatives: [1, 1] },
      'TBW_SHAPE_INVALID',
    ],
  ])('refuses %s', (_, input, code) => {
    expect(() => summarizePrCurve('test', input)).toThrow(expect.objectContaining({ code }));
  });
});
