import { describe, expect, it } from 'vitest';
import { chooseRollBackPoints, rollBackPoints } from './roll-back-point.js';

describe('checkpoints to go back to', () => {
  it('are those of the rhythm, the newest first, and the one that the run began with', () => {
    expect(rollBackPoints([0, 100, 150, 200, 207], 100)).toEqual([200, 100, 0]);
    expect(rollBackPoints([37, 100, 150], 100)).toEqual([100, 37]);
    expect(rollBackPoints([37, 51], 100)).toEqual([37]);
    expect(rollBackPoints([], 100)).toEqual([]);
  });

  const before = { number: 1, max: 3, from: 250, to: 200, reason: '', learningRateFactor: 0.5 };
  it.each([
    ['the newest at first', undefined, 250, [200, 100, 0]],
    ['the newest again, a whole rhythm after the last time', before, 350, [200, 100, 0]],
    ['the one before, sooner than that', before, 349, [100, 0]],
    ['the first, where there is none before', { ...before, to: 0 }, 40, [0]],
  ])('are tried from %s', (_what, last, from, expected) => {
    expect(chooseRollBackPoints([200, 100, 0], { before: last, every: 100, from })).toEqual(expected);
  });
});
