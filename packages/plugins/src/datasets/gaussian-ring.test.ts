import { RandomStreams } from '@ganx/core/engine';
import type { Split } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { gaussianGrid } from './gaussian-grid.js';
import { gaussianRing } from './gaussian-ring.js';

const sizes = { samples: 4000, heldOutSamples: 1000 };
const contextOf = (seed = 1) => ({ directory: '/', random: new RandomStreams(seed).below('data') });
const ring = { modes: 8, radius: 1, deviation: 0.01, ...sizes };

function all(split: Split): Float32Array {
  const points = new Float32Array(2 * split.size);
  split.read(
    Int32Array.from({ length: split.size }, (_, i) => i),
    points,
  );
  return points;
}

describe.each([
  [
    'gaussian-ring',
    () => gaussianRing.load(ring, contextOf()),
    () => gaussianRing.describe(ring, contextOf()),
    8,
    0.01,
  ],
  [
    'gaussian-grid',
    () => gaussianGrid.load({ side: 5, spacing: 2, deviation: 0.05, ...sizes }, contextOf()),
    () => gaussianGrid.describe({ side: 5, spacing: 2, deviation: 0.05, ...sizes }, contextOf()),
    25,
    0.05,
  ],
])('%s', (_, load, info, modes, deviation) => {
  test('describes what it loads', async () => {
    const data = await load();
    expect(data.info).toEqual(await info());
    expect(data.info).toMatchObject({
      shape: [2],
      dtype: 'float32',
      size: 4000,
      heldOutSize: 1000,
      classes: modes,
      mixture: { deviation },
    });
    expect(data.info.mixture!.centers).toHaveLength(modes);
  });

  test('scatters each class around its own centre by the deviation', async () => {
    const { train, info } = await load();
    const points = all(train);
    const counts = new Array<number>(modes).fill(0);
    let squares = 0;
    train.labels!.forEach((label, i) => {
      counts[label]! += 1;
      const [x, y] = info.mixture!.centers[label]! as [number, number];
      squares += (points[2 * i]! - x) ** 2 + (points[2 * i + 1]! - y) ** 2;
    });
    expect(Math.sqrt(squares / (2 * train.size)) / deviation).toBeCloseTo(1, 1);
    for (const count of counts)
      expect(Math.abs(count - 4000 / modes)).toBeLessThan(5 * Math.sqrt(4000 / modes));
  });

  test('the same random source gives the same data, and the splits differ', async () => {
    const [first, second] = [await load(), await load()];
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(all(second.train)).toEqual(all(first.train));
    expect(all(first.heldOut!)).not.toEqual(all(first.train).subarray(0, 2000));
  });
});

test('the ring starts on the x axis and the grid is centred', async () => {
  const { mixture } = await gaussianRing.describe({ ...ring, modes: 4, radius: 3 }, contextOf());
  expect(mixture!.centers.flat().map((x) => Math.round(x) + 0)).toEqual([3, 0, 0, 3, -3, 0, 0, -3]);
  const grid = await gaussianGrid.describe({ side: 2, spacing: 3, deviation: 1, ...sizes }, contextOf());
  expect(grid.mixture!.centers).toEqual([
    [-1.5, -1.5],
    [1.5, -1.5],
    [-1.5, 1.5],
    [1.5, 1.5],
  ]);
});

test('another seed gives other data', async () => {
  const other = await gaussianRing.load(ring, contextOf(2));
  expect(other.fingerprint).not.toBe((await gaussianRing.load(ring, contextOf())).fingerprint);
});
