import { describe, expect, test } from 'vitest';
import {
  bestFirst,
  bestOf,
  compareValues,
  type Goal,
  isBetter,
  type Measured,
  middleOf,
  reaches,
} from './ranking.js';

const goals: readonly Goal[] = ['minimize', 'maximize'];
const all: readonly Measured[] = [
  undefined,
  Number.NaN,
  Infinity,
  -Infinity,
  -Number.MAX_VALUE,
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  -0,
  0,
  1,
  1,
  -3,
];

describe.each(goals)('the order of values to %s', (goal) => {
  const order = (a: Measured, b: Measured) => Math.sign(compareValues(a, b, goal));

  test('is total: any two have one order, and it never goes in a circle', () => {
    for (const a of all)
      for (const b of all) {
        expect(order(a, b) + order(b, a)).toBe(0);
        for (const c of all)
          if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
      }
  });

  test('does not depend on the order in which the values came', () => {
    const sorted = (values: readonly Measured[]) => bestFirst(values, (value) => value, goal).map(String);
    const kinds = (values: readonly string[]) =>
      values.map((text) =>
        text === 'undefined' ? text : Number.isFinite(Number(text)) ? text : 'not finite',
      );
    const expected = kinds(sorted(all));
    for (let turn = 1; turn < all.length; turn++)
      expect(kinds(sorted([...all.slice(turn), ...all.slice(0, turn)]))).toEqual(expected);
    expect(expected.slice(-4)).toEqual(['not finite', 'not finite', 'not finite', 'undefined']);
  });

  test('lets nothing that is not finite beat, or reach, anything', () => {
    for (const odd of [Number.NaN, Infinity, -Infinity]) {
      for (const before of all) expect(isBetter(odd, before, goal)).toBe(false);
      for (const target of [0, Number.MAX_VALUE, -Number.MAX_VALUE])
        expect(reaches(odd, target, goal)).toBe(false);
    }
    for (const before of [undefined, Number.NaN, Infinity, -Infinity])
      expect(isBetter(5, before, goal)).toBe(true);
  });

  test('keeps ties as they came, and lets none beat the other', () => {
    const items = ['a', 'b', 'c', 'd'].map((name, i) => ({ name, value: [1, Number.NaN, 1, Infinity][i] }));
    expect(bestFirst(items, ({ value }) => value, goal).map(({ name }) => name)).toEqual([
      'a',
      'c',
      'b',
      'd',
    ]);
    expect(isBetter(1, 1, goal)).toBe(false);
    expect(isBetter(0, -0, goal)).toBe(false);
    expect(reaches(1, 1, goal)).toBe(true);
  });
});

test.each<[readonly Measured[], Measured, Measured]>([
  [[3, Number.NaN, 1, 2], 1, 3],
  [[Number.NaN, -Infinity, 2], 2, 2],
  [[Number.NaN, Infinity], Number.NaN, Number.NaN],
  [[undefined, Number.NaN], Number.NaN, Number.NaN],
  [[undefined], undefined, undefined],
  [[], undefined, undefined],
])('of %j the smallest is %s and the largest %s', (values, least, most) => {
  expect(bestOf(values, 'minimize')).toBe(least);
  expect(bestOf(values, 'maximize')).toBe(most);
});

test.each<[readonly Measured[], Measured, Measured]>([
  [[1, 2, 30], 2, 2],
  [[1, 2, 30, 4], 3, 3],
  // What is not finite is the worst either way.
  [[1, Number.NaN, 2], 2, 1],
  [[1, -Infinity, 2], 2, 1],
  [[1, Number.NaN], Number.NaN, Number.NaN],
  [[1, Number.NaN, Number.NaN], Number.NaN, Number.NaN],
  [[1, undefined, undefined], undefined, undefined],
  [[1, 3, undefined], 3, 1],
  [[Number.MAX_VALUE, Number.MAX_VALUE], Number.MAX_VALUE, Number.MAX_VALUE],
  [[], undefined, undefined],
])('the middle of %j is %s to minimize and %s to maximize', (values, least, most) => {
  expect(middleOf(values, 'minimize')).toBe(least);
  expect(middleOf(values, 'maximize')).toBe(most);
});
