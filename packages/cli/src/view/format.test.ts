import { expect, test } from 'vitest';
import { bar, bytes, count, duration, number, table } from './format.js';

test('numbers keep the digits that matter', () => {
  expect([0, 0.6123, 12.345, 1234.56, 100, 1.2e-7, 3e9, -0.5, Number.NaN].map(number)).toEqual([
    '0',
    '0.612',
    '12.35',
    '1234.6',
    '100',
    '1.20e-7',
    '3.00e+9',
    '-0.500',
    'NaN',
  ]);
});

test('durations grow from seconds to hours without rounding to 60', () => {
  expect([4.12, 59.6, 200, 7500, Number.POSITIVE_INFINITY].map(duration)).toEqual([
    '4.1s',
    '1m 00s',
    '3m 20s',
    '2h 05m',
    '-',
  ]);
});

test('sizes and counts are written for people', () => {
  expect([0, 900, 12_300_000, 2 ** 33].map(bytes)).toEqual(['0 B', '900 B', '11.7 MiB', '8.0 GiB']);
  expect([999, 1000, 1234567].map(count)).toEqual(['999', '1,000', '1,234,567']);
});

test('a bar is as wide as asked at every share', () => {
  for (const share of [-1, 0, 0.01, 0.5, 0.999, 1, 2]) expect([...bar(share, 20)]).toHaveLength(20);
  expect(bar(0.5, 4)).toBe('██░░');
});

test('a table aligns its columns and ends no line in spaces', () => {
  expect(
    table(
      [
        ['a', '1', 'x'],
        ['bcd', '1000', ''],
      ],
      [1],
    ),
  ).toEqual(['a       1  x', 'bcd  1000']);
});
