import { describe, expect, it } from 'vitest';
import { apportion, classWeights, countClasses, dealClasses } from './classes.js';

describe('classes that are shared out', () => {
  it("have the data's shares, within one", () => {
    expect(apportion(2000, [1900, 100])).toEqual([1900, 100]);
    expect(apportion(21, [1900, 100])).toEqual([20, 1]);
    for (const count of [1, 7, 100, 999]) {
      const weights = [5421, 6742, 0, 3, 1];
      const total = weights.reduce((a, b) => a + b);
      const shares = apportion(count, weights);
      expect(shares.reduce((a, b) => a + b)).toBe(count);
      for (const [c, share] of shares.entries()) {
        expect(Math.abs(share - (count * weights[c]!) / total)).toBeLessThan(1);
      }
      expect(shares[2]).toBe(0);
    }
  });

  it('are dealt in turn, so that equal shares are every class after the other', () => {
    expect([...dealClasses(8, [6000, 6000, 6000])]).toEqual([0, 1, 2, 0, 1, 2, 0, 1]);
    expect([...dealClasses(8, [2, 0, 6])]).toEqual([0, 2, 0, 2, 2, 2, 2, 2]);
  });

  it('that are drawn alike leave out those without examples', () => {
    expect(classWeights([0, 9, 1], 3, 'uniform')).toEqual([0, 1, 1]);
    expect(classWeights([0, 9, 1], 3, 'data')).toEqual([0, 9, 1]);
    expect(classWeights(undefined, 3, 'data')).toEqual([1, 1, 1]);
  });

  it('are counted by the labels of training', () => {
    const train = { size: 4, read: () => {}, labels: Uint8Array.of(2, 0, 2, 2) };
    expect(countClasses({ train }, 4)).toEqual([1, 0, 3, 0]);
  });
});
