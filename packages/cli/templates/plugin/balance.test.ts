import { countersAt, statsAt } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { newThing } from './balance.js';

test('a discriminator below the accuracy gets another step, one above it does not', () => {
  const policy = newThing.create({ accuracy: 0.6, mostSteps: 3 });
  const { discriminator, generator } = statsAt(0);
  const next = (accuracy: number, discriminatorSteps: number) =>
    policy.next({
      counters: countersAt(1),
      turn: { discriminatorSteps, generatorSteps: 0 },
      discriminator: { ...discriminator, accuracy },
      generator,
    }).phase;
  expect([next(0.5, 1), next(0.5, 3), next(0.7, 1)]).toEqual(['discriminator', 'generator', 'generator']);
});
