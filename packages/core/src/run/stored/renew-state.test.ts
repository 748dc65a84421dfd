import { expect, test } from 'vitest';
import { renewState } from './renew-state.js';

test('the opinions of an older state have the names of today', () => {
  const old = {
    seconds: 3,
    discriminator: { loss: 1, dReal: 0.7, dFake: 0.2, accuracy: 0.9 },
    generator: { loss: 2, dFake: 0.2 },
  };
  expect(renewState(old)).toEqual({
    seconds: 3,
    discriminator: { loss: 1, opinionReal: 0.7, opinionFake: 0.2, accuracy: 0.9 },
    generator: { loss: 2, opinionFake: 0.2 },
  });
});

test('a state of today, and what is none, stay as they are', () => {
  const state = { discriminator: null, generator: { loss: 2, opinionFake: 0.2 } };
  expect(renewState(state)).toEqual(state);
  for (const value of [null, 3, 'text', [1]]) expect(renewState(value)).toBe(value);
});
