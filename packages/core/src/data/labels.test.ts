import { describe, expect, it } from 'vitest';
import type { Dataset, Split } from '../plugin/dataset.js';
import { checkLabels } from './labels.js';

const split = (labels: ArrayLike<number>, size = labels.length) =>
  ({ size, labels, read: () => {} }) as unknown as Split;
const check = (train: Split, heldOut?: Split) =>
  checkLabels(
    { info: { shape: [2], dtype: 'float32', size: 4, classes: 3 }, train, heldOut } as unknown as Dataset,
    'mine/own',
  );

describe('labels', () => {
  it('that are whole numbers below the number of classes are taken', () => {
    expect(() => check(split(Int32Array.of(0, 2, 1, 1)), split(Uint8Array.of(2)))).not.toThrow();
  });

  it.each([
    ['counted from 1', Int32Array.of(1, 2, 3), /the label 3 at training example 2; expected .* 0 to 2/],
    ['below 0', Int32Array.of(0, -1), /the label -1 at training example 1/],
    ['with a fraction', Float32Array.of(0, 0.5), /the label 0.5 at training example 1/],
    ['that are no numbers', Float32Array.of(Number.NaN), /the label NaN at training example 0/],
  ])('%s are refused', (_, labels, message) => {
    expect(() => check(split(labels))).toThrow(message);
  });

  it('of another number than examples, or wrong among the held-out ones, are refused', () => {
    expect(() => check(split(Int32Array.of(0, 1), 3))).toThrow(/2 labels for 3 training examples/);
    expect(() => check(split(Int32Array.of(0)), split(Int32Array.of(9)))).toThrow(
      /the label 9 at held-out example 0/,
    );
  });
});
