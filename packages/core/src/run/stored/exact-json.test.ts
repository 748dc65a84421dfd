import { expect, test } from 'vitest';
import { exactJson, parseExactJson } from './exact-json.js';

test.each([
  [{ a: Number.NaN, b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY], c: -0, d: 0.1 }],
  [{ $number: 'NaN' }],
  [{ $object: { $number: -0 } }],
  [{ $number: 1, other: null }],
  ['NaN'],
  [null],
])('%j comes back as it was', (value) => {
  expect(parseExactJson(exactJson(value))).toStrictEqual(value);
});

test('ordinary values look as in any JSON', () => {
  expect(exactJson({ a: [1, 'x', null, true] })).toBe(
    `${JSON.stringify({ a: [1, 'x', null, true] }, null, 2)}\n`,
  );
});
