import { atStart, numbersAt, type Schedulable } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { learningRateAt } from './learning-rate.js';

const now = numbersAt(atStart);
const base = { warmUpUpdates: 0, floor: 0 } as const;

describe('learningRateAt', () => {
  test('constant stays', () => {
    const rateAt = learningRateAt(0.1, { ...base, shape: 'constant' });
    const rate = (step: number) => rateAt(step, now);
    expect([1, 2, 1e9].map(rate)).toEqual([0.1, 0.1, 0.1]);
  });

  test('linear and cosine start at the rate, are midway at half time and end at the floor', () => {
    for (const shape of ['linear', 'cosine'] as const) {
      const rateAt = learningRateAt(1, { ...base, shape, overUpdates: 100, floor: 0.2 });
      const rate = (step: number) => rateAt(step, now);
      expect([1, 51, 101, 5000].map(rate)).toEqual(
        [1, 0.6, 0.2, 0.2].map((value) => expect.closeTo(value, 10)),
      );
    }
  });

  test("exponential divides at every update down to the floor, as the first GAN's code", () => {
    const rateAt = learningRateAt(0.1, { ...base, shape: 'exponential', divideBy: 1.000004, floor: 1e-6 });
    const rate = (step: number) => rateAt(step, now);
    expect(rate(1)).toBe(0.1);
    expect(rate(2)).toBeCloseTo(0.1 / 1.000004, 12);
    expect(rate(125_001)).toBeCloseTo(0.1 * Math.exp(-0.5), 6);
    expect(rate(10_000_000)).toBe(1e-6);
  });

  test('the warm-up rises in equal steps, and the shape starts after it', () => {
    const rateAt = learningRateAt(1, { ...base, shape: 'linear', warmUpUpdates: 4, overUpdates: 10 });
    const rate = (step: number) => rateAt(step, now);
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

  test('a rate with a schedule of its own is that number, grown into over the warm-up', () => {
    const moving: Schedulable = { place: 'a', range: [0, 1], at: ({ iteration }) => 1 - iteration / 100 };
    const rateAt = learningRateAt(moving, { ...base, shape: 'constant', warmUpUpdates: 4 });
    const rate = (step: number) => rateAt(step, numbersAt({ ...atStart, iteration: step - 1 }));
    expect([1, 2, 4, 5, 51].map(rate)).toEqual(
      [0.25, 0.99 / 2, 0.97, 0.96, 0.5].map((value) => expect.closeTo(value, 10)),
    );
    expect(() => learningRateAt(moving, { ...base, shape: 'linear', overUpdates: 4 })).toThrow(
      'The learning rate has a schedule of its own; beside it `schedule` takes warmUpUpdates alone.',
    );
    expect(() => learningRateAt(moving, { ...base, shape: 'constant', floor: 0.1 })).toThrow('of its own');
  });
});
