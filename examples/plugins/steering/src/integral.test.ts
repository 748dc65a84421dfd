import type { BalancePolicy } from '@ganx/core/plugin';
import { countersAt, statsAt } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { integral } from './integral.js';

/** Discriminator steps of so many iterations, in which it always has this accuracy. */
function stepsAt(policy: BalancePolicy, accuracy: number, iterations: number): number {
  const { discriminator, generator } = statsAt(0);
  let steps = 0;
  for (let iteration = 1; iteration <= iterations; iteration++) {
    let inTurn = 0;
    for (;;) {
      const { endsIteration } = policy.next({
        counters: { ...countersAt(iteration), discriminatorSteps: steps },
        turn: { discriminatorSteps: inTurn, generatorSteps: 0 },
        discriminator: { ...discriminator, accuracy },
        generator,
      });
      if (endsIteration) break;
      inTurn++;
      steps++;
    }
  }
  return steps;
}

// #region steps
const options = { target: 0.75, gain: 0.1, fewest: 0.25, most: 3 };

test('on target it stays at one step per iteration', () => {
  expect(stepsAt(integral.create(options), 0.75, 40)).toBe(40);
});

test('a discriminator that knows nothing climbs to the most steps, one that knows all falls to the fewest', () => {
  const [weak, strong] = [integral.create(options), integral.create(options)];
  stepsAt(weak, 0.5, 200);
  stepsAt(strong, 1, 200);
  expect(stepsAt(weak, 0.5, 8)).toBe(24);
  expect(stepsAt(strong, 1, 8)).toBe(2);
});
// #endregion
