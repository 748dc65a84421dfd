import { RewindableRandom } from '@ganx/testkit';
import { expect, test } from 'vitest';
import { newThing } from './search.js';

/** One continuous axis, and the random numbers of a sweep with this seed. */
const space = {
  axes: [
    {
      name: 'x',
      kind: 'number',
      levels: undefined,
      unitOf: (level: number) => level,
      levelOf: (unit: number) => unit,
    },
  ],
} as const;
function randomOf(seed: number) {
  const random = new RewindableRandom(seed);
  return { uniform: () => random.uniformNumber(), normal: () => random.normalNumber() };
}

test('the first hundred points leave no gap wider than three times the even distance', () => {
  const search = newThing.create({ skip: 0 }, space, randomOf(1));
  const pointAt = (index: number): number => {
    const proposed = search.propose({ index, random: randomOf(index), history: [] });
    if (!Array.isArray(proposed)) throw new Error(`Nothing is proposed at ${index}.`);
    return proposed[0] as number;
  };
  const points = Array.from({ length: 100 }, (_, index) => pointAt(index)).sort((a, b) => a - b);
  const gaps = points.map((point, i) => point - (points[i - 1] ?? 0));
  expect(Math.max(...gaps, 1 - points.at(-1)!)).toBeLessThan(0.03);
});
