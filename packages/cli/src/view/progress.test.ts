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
