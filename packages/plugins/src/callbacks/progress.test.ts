import type { CallbackContext } from '@ganx/core/plugin';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { progress } from './progress.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const counters = (iteration: number) => ({
  iteration,
  discriminatorSteps: iteration,
  generatorSteps: iteration,
  images: 64 * iteration,
});

function logged(budget: CallbackContext['budget']): Record<string, number>[] {
  const all: Record<string, number>[] = [];
  const contextAt = (iteration: number) =>
    ({
      counters: counters(iteration),
      budget,
      log: { scalars: (values: Record<string, number>) => all.push(values) },
    }) as unknown as CallbackContext;
  const callback = progress.create({});
  callback.on!['iteration-start']!({ type: 'iteration-start', counters: counters(100) }, contextAt(100));
  vi.advanceTimersByTime(2000);
  callback.on!['iteration-start']!({ type: 'iteration-start', counters: counters(109) }, contextAt(109));
  callback.tick!(contextAt(110));
  vi.advanceTimersByTime(1000);
  callback.tick!(contextAt(120));
  callback.tick!(contextAt(120));
  return all;
}

describe('progress', () => {
  test('logs rates since the previous tick and the time left at that rate, from where a resumed run begins', () => {
    expect(logged({ counter: 'iteration', max: 200 })).toEqual([
      { 'time/images-per-second': 320, 'time/seconds-left': 18 },
      { 'time/images-per-second': 640, 'time/seconds-left': 8 },
    ]);
  });

  test.each([[undefined], [{ counter: 'seconds', max: 60 } as const]])(
    'leaves the time left out for the budget %j',
    (budget) => {
      expect(logged(budget).map((values) => Object.keys(values))).toEqual([
        ['time/images-per-second'],
        ['time/images-per-second'],
      ]);
    },
  );

  test('the time left is not negative past the budget', () => {
    expect(logged({ counter: 'images', max: 64 })[0]).toMatchObject({ 'time/seconds-left': 0 });
  });
});
