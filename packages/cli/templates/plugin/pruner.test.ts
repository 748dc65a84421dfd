import type { PrunedTrial } from '@ganx/core/plugin';
import { expect, test } from 'vitest';
import { newThing } from './pruner.js';

const trialOf = (trial: number, ...losses: number[]): PrunedTrial => ({
  trial,
  state: 'running',
  reports: losses.map((loss, i) => ({ iteration: 100 * (i + 1), loss })),
});

test('a trial is compared with the best of the others at its own iteration, and stops beyond the tolerance', () => {
  const pruner = newThing.create({ tolerance: 0.5, warmupIterations: 0 });
  const others = [trialOf(0, 4, 2, 0.1), trialOf(1, 5)];
  const judge = (...losses: number[]) => pruner.judge({ trial: trialOf(2, ...losses), others });
  expect(judge(6)).toMatchObject({ verdict: 'continue', cutoff: 6, milestone: 100 });
  expect(judge(6, 3.1)).toMatchObject({ verdict: 'stop', cutoff: 3, milestone: 200 });
});

test('nothing is decided during the warm-up, or without anything to compare with', () => {
  const pruner = newThing.create({ tolerance: 0.5, warmupIterations: 200 });
  expect(pruner.judge({ trial: trialOf(1, 9), others: [trialOf(0, 1)] })).toBeUndefined();
  expect(pruner.judge({ trial: trialOf(1, 9, 9), others: [trialOf(0)] })).toBeUndefined();
});
