import { describe, expect, test } from 'vitest';
import { heldInfo, holdOut } from './hold-out.js';

const drawn = { validation: 50, validationFrom: 'drawn', validationSeed: 0 } as const;
/** Sorted by class, as files of class folders are. */
const sorted = Uint8Array.from({ length: 200 }, (_, i) => Math.floor(i / 50));
const countsOf = (labels: Uint8Array, indices: Int32Array, classes: number) =>
  heldInfo({ shape: [1], dtype: 'uint8', size: 0, classes }, { train: indices, heldOut: indices }, labels)
    .examplesPerClass!;

describe('held-out images', () => {
  test('are drawn of every class by its share, also from files that are sorted by class', () => {
    const { train, heldOut } = holdOut(200, sorted, drawn);
    expect([train.length, heldOut.length]).toEqual([150, 50]);
    expect(new Set([...train, ...heldOut]).size).toBe(200);
    for (const count of countsOf(sorted, heldOut, 4)) expect([12, 13]).toContain(count);
    expect([...heldOut]).toEqual([...heldOut].sort((a, b) => a - b));
  });

  test('are the same for the same seed and others for another one', () => {
    expect(holdOut(200, sorted, drawn)).toEqual(holdOut(200, sorted, drawn));
    const other = holdOut(200, sorted, { ...drawn, validationSeed: 1 });
    expect(other.heldOut).not.toEqual(holdOut(200, sorted, drawn).heldOut);
    expect(holdOut(200, undefined, drawn).heldOut).toHaveLength(50);
  });

  test('leave every class something to train on while there is a choice', () => {
    const rare = Uint8Array.from({ length: 100 }, (_, i) => (i < 98 ? 0 : i - 97));
    const { train, heldOut } = holdOut(100, rare, { ...drawn, validation: 60 });
    expect(countsOf(rare, train, 3)).toEqual([38, 1, 1]);
    expect(heldOut).toHaveLength(60);
    expect(countsOf(rare, holdOut(100, rare, { ...drawn, validation: 98 }).train, 3)).toHaveLength(3);
    expect(holdOut(100, rare, { ...drawn, validation: 98 }).heldOut).toHaveLength(98);
  });

  test('are the last ones where the spec says so', () => {
    const { train, heldOut } = holdOut(200, sorted, { ...drawn, validationFrom: 'end' });
    expect([heldOut[0], heldOut.at(-1), train.at(-1)]).toEqual([150, 199, 149]);
    expect(countsOf(sorted, train, 4)).toEqual([50, 50, 50, 0]);
  });

  test('that leave nothing to train on are refused', () => {
    expect(() => holdOut(50, undefined, drawn)).toThrow(/validation: 50 leaves nothing to train on/);
  });
});
