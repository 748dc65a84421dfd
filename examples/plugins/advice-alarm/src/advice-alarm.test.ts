import type { CallbackContext } from '@ganx/core/plugin';
import { expect, test } from 'vitest';
import { adviceAlarm } from './advice-alarm.js';

// #region watch
/** Ticks the callback once for each strength of advice, and gives what it did. */
async function watch(strengths: readonly number[], stop = false) {
  const told: string[] = [];
  const callback = adviceAlarm.create({ share: 0.1, patience: 2, stop });
  for (const strength of strengths) {
    const context = {
      probe: async () => ({ advice: Float32Array.of(strength, -strength) }),
      log: {
        scalars: (values: Record<string, number>) => told.push(values['advice-alarm/left']!.toFixed(2)),
      },
      warn: (code: string) => told.push(code),
      stop: (type: string) => told.push(type),
    } as unknown as CallbackContext;
    await callback.tick!(context);
  }
  return told;
}

test('it warns once, at the second tick in a row with less than a tenth left', async () => {
  expect(await watch([1, 2, 0.1, 0.1, 0.1])).toEqual([
    '1.00',
    '1.00',
    '0.05',
    '0.05',
    'WATCH_ADVICE_FADED',
    '0.05',
  ]);
});
// #endregion

test('advice that comes back starts the count again', async () => {
  expect(await watch([1, 0.01, 0.5, 0.01])).not.toContain('WATCH_ADVICE_FADED');
});

test('it ends the run only where it was asked to', async () => {
  expect(await watch([1, 0, 0], true)).toContain('overpowered');
  expect(await watch([1, 0, 0])).not.toContain('overpowered');
});
