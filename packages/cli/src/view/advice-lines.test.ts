import { expect, test } from 'vitest';
import { adviceLines } from './advice-lines.js';

const advice = {
  code: 'GANX_ADVICE_NO_NON_FINITE',
  path: 'stop',
  override: 'stop={any: [{type: iterations, max: 5}, non-finite]}',
} as never;

test('the override of an advice is one word of a shell', () => {
  expect(adviceLines([advice])[0]).toBe(
    "advice GANX_ADVICE_NO_NON_FINITE at stop; mended by 'stop={any: [{type: iterations, max: 5}, non-finite]}'",
  );
});

test('without advice there is no line', () => {
  expect(adviceLines([])).toEqual([]);
});
