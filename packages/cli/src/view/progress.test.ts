import { expect, test } from 'vitest';
import { Progress } from './progress.js';

const at = (iteration: number) => ({
  iteration,
  discriminatorSteps: iteration * 5,
  generatorSteps: iteration,
  images: iteration * 320,
});

function runTo(progress: Progress, last: number, millisecondsEach: number): void {
  progress.fold({ type: 'run-start', run: 'r', folder: '/r' }, 0);
  for (let i = 1; i <= last; i++) progress.fold({ type: 'iteration', counters: at(i) }, i * millisecondsEach);
}

test('the rate and the time left follow the pace of now', () => {
  const progress = new Progress({ counter: 'iteration', max: 1000 });
  runTo(progress, 100, 10);
  expect(progress.rate).toBeCloseTo(100);
  expect(progress.share(1000)).toBeCloseTo(0.1);
  expect(progress.secondsLeft(1000)).toBeCloseTo(9);
});

test('a budget of discriminator steps is converted through the steps per iteration', () => {
  const progress = new Progress({ counter: 'discriminatorSteps', max: 1000 });
  runTo(progress, 100, 10);
  expect(progress.share(1000)).toBeCloseTo(0.5);
  expect(progress.secondsLeft(1000)).toBeCloseTo(1);
});

test('the time left of a fork is that of its own pace, whatever its parent did', () => {
  const progress = new Progress({ counter: 'discriminatorSteps', max: 1000 });
  progress.fold({ type: 'run-start', run: 'r', folder: '/r' }, 0);
  for (let i = 1; i <= 50; i++) {
    const counters = {
      iteration: 500 + i,
      discriminatorSteps: 500 + 5 * i,
      generatorSteps: 500 + i,
      images: 0,
    };
    progress.fold({ type: 'iteration', counters }, i * 10);
  }
  expect(progress.secondsLeft(500)).toBeCloseTo(0.5);
});

test('a budget of seconds counts from the start of the run', () => {
  const progress = new Progress({ counter: 'seconds', max: 10 });
  runTo(progress, 3, 1000);
  expect(progress.share(4000)).toBeCloseTo(0.4);
  expect(progress.secondsLeft(4000)).toBeCloseTo(6);
});

test('without a budget there is no share and no time left', () => {
  const progress = new Progress();
  runTo(progress, 5, 100);
  expect([progress.share(500), progress.secondsLeft(500)]).toEqual([undefined, undefined]);
});

test('a run that rolls back starts counting its pace anew, and forgets a best that it has no more', () => {
  const progress = new Progress({ counter: 'iteration', max: 1000 });
  runTo(progress, 100, 10);
  const best = { monitor: 'fid', value: 3, iteration: 60, checkpoint: 'checkpoints/00000060' };
  progress.fold({ type: 'best', counters: at(60), best }, 1000);
  const rollBack = { number: 1, max: 3, from: 100, to: 50, reason: 'NaN', learningRateFactor: 0.5 };
  progress.fold({ type: 'run-start', run: 'r', folder: '/r', resumedAt: 50 }, 1100);
  progress.fold({ type: 'roll-back', counters: at(50), rollBack }, 1100);
  expect(progress.best).toBeUndefined();
  for (let i = 51; i <= 70; i++) progress.fold({ type: 'iteration', counters: at(i) }, 1100 + (i - 50) * 20);
  expect(progress.rate).toBeCloseTo(50);
  expect(progress.secondsElapsed(2000)).toBe(2);
});
