import { expect, test } from 'vitest';
import { newThing } from './layer.js';

test('the range that it promises shrinks as it gets steeper', () => {
  expect(newThing.outputRange?.({ steepness: 2 })).toEqual([-0.5, 0.5]);
});
