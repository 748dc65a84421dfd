import { expect, test } from 'vitest';
import { newThing } from './schedule.js';

test('three times `per` halve the number, and it ends at the floor', () => {
  const { at } = newThing.create({ from: 1, to: 0.1, per: 100 });
  expect([0, 300, 1e6].map(at)).toEqual([1, 0.5, 0.1]);
});

test('a floor above the first number is refused', () => {
  expect(() => newThing.create({ from: 1, to: 2, per: 1 })).toThrow('The floor 2 lies above');
});
