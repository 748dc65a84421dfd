import { stopViewAt } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { newThing } from './stopping-rule.js';

test('it stops at the second iteration in a row that is won, and a lost one starts the count again', () => {
  const rule = newThing.create({ accuracy: 0.9, iterations: 2 });
  const view = stopViewAt(1, []);
  const decide = (accuracy: number) =>
    rule.decide({ ...view, discriminator: { ...view.discriminator!, accuracy } })?.type;
  expect([decide(1), decide(0.5), decide(0.95), decide(0.95)]).toEqual([
    undefined,
    undefined,
    undefined,
    'overpowered',
  ]);
});
