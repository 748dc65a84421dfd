import { stopViewAt } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { relapse } from './relapse.js';

// #region decisions
/** What the rule says after each of these values. */
function decisions(values: readonly number[], goal: 'minimize' | 'maximize' = 'minimize') {
  const rule = relapse.create({ monitor: 'distance', factor: 2, patience: 2 });
  return values.map((value, i) =>
    rule.decide({
      ...stopViewAt(i + 1, []),
      evaluated: [{ name: 'distance', value, goal, provenance: {} }],
    }),
  );
}
const stopped = (...args: Parameters<typeof decisions>) =>
  decisions(...args).map((decision) => decision !== undefined);

test('it stops at the second value in a row that is more than twice the best', () => {
  expect(stopped([10, 8, 17, 18])).toEqual([false, false, false, true]);
  expect(decisions([10, 8, 17, 18]).at(-1)).toEqual({
    type: 'collapsed',
    reason:
      'distance was more than 2 times as bad as its best in 2 evaluations in a row: its best was 8 at iteration 2, now it is 18',
  });
});
// #endregion

test('a value that comes back starts the count again', () => {
  expect(stopped([10, 21, 15, 21, 15])).toEqual([false, false, false, false, false]);
});

test('of a metric to maximize, less than half the best is bad', () => {
  expect(stopped([0.4, 0.8, 0.39, 0.3], 'maximize')).toEqual([false, false, false, true]);
});

test('values that are not finite are bad, even before there is a best', () => {
  expect(stopped([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([false, true]);
});
