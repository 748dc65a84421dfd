import { describe, expect, test } from 'vitest';
import { learningRateAt } from './learning-rate.js';

const base = { warmUpUpdates: 0, floor: 0 } as const;

describe('learningRateAt', () => {
  test('constant stays', () => {
    const rate = learningRateAt(0.1, { ...base, shape: 'constant' });
    expect([1, 2, 1e9].map(rate)).toEqual([0.1, 0.1, 0.1]);
  });

  test('linear and cosine start at the rate, are midway at half time and end at the floor', () => {
    for (const shape of ['linear', 'cosine'] as const) {
      const rate = learningRateAt(1, { ...base, shape, overUpdates: 100, floor: 0.2 });
      expect([1, 51, 101, 5000].map(rate)).toEqual(
        [1, 0.6, 0.2, 0.2].map((value) => expect.closeTo(value, 10)),
      );
    }
  });

  test("exponential divides at every update down to the floor, as the first GAN's code", () => {
    const rate = learningRateAt(0.1, { ...base, shape: 'exponential', divideBy: 1.000004, floor: 1e-6 });
    expect(rate(1)).toBe(0.1);
    expect(rate(2)).toBeCloseTo(0.1 / 1.000004, 12);
    expect(rate(125_001)).toBeCloseTo(0.1 * Math.exp(-0.5), 6);
    expect(rate(10_000_000)).toBe(1e-6);
  });

  test('the warm-up rises in equal steps, and the shape starts after it', () => {
    const rate = learningRateAt(1, { ...base, shape: 'linear', warmUpUpdates: 4, overUpdates: 10 });
    expect([1, 2, 3, 4, 5, 6, 15].map(rate)).toEqual(
      [0.25, 0.5, 0.75, 1, 1, 0.9, 0].map((value) => expect.closeTo(value, 10)),
    );
  });

  test('an option that the shape lacks or does not use is refused', () => {
    expect(() => learningRateAt(1, { ...base, shape: 'linear' })).toThrow(
      'A linear schedule needs overUpdates',
    );
    expect(() => learningRateAt(1, { ...base, shape: 'constant', overUpdates: 5 })).toThrow(
      'does not use overUpdates',
    );
    expect(() => learningRateAt(1, { ...base, shape: 'exponential' })).toThrow('needs divideBy');
    expect(() => learningRateAt(1, { ...base, shape: 'cosine', overUpdates: 5, divideBy: 2 })).toThrow(
      'does not use divideBy',
    );
    expect(() => learningRateAt(1, { ...base, shape: 'constant', floor: 2 })).toThrow(
      'The floor 2 lies above the learning rate 1',
    );
  });
});
