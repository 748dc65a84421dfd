import { expect, test } from 'vitest';
import { newThing } from './conditioning.js';

test('both networks take labels, whatever the length of the vector', () => {
  for (const units of [1, 8]) expect(newThing.create({ units }).conditional).toBe(true);
});
