import type { CallbackContext } from '@ganx/core/plugin';
import { countersAt, statsAt } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { newThing } from './callback.js';

test('what it logs is the average of the gaps, and a loaded state goes on where it was saved', () => {
  const logged: Record<string, number>[] = [];
  const context = {
    log: { scalars: (values: Record<string, number>) => logged.push(values) },
  } as unknown as CallbackContext;
  const { discriminator, generator } = statsAt(0);
  const first = newThing.create({ memory: 0.5 });
  first.on?.iteration?.(
    {
      type: 'iteration',
      counters: countersAt(1),
      discriminator: { ...discriminator, loss: 3 },
      generator: { ...generator, loss: 1 },
    },
    context,
  );
  const second = newThing.create({ memory: 0.5 });
  second.load?.(first.save!());
  second.tick?.(context);
  expect(logged).toEqual([{ 'new-thing/gap': 1 }]);
});
