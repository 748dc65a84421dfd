import type { Dataset, MetricContext, Samples } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { measureCoverage, modeCoverage } from './mode-coverage.js';

const mixture = {
  centers: [
    [0, 0],
    [10, 0],
    [0, 10],
    [10, 10],
  ],
  deviation: 0.5,
};
const samples = (...points: readonly (readonly [number, number])[]): Samples => ({
  values: Float32Array.from(points.flat()),
  count: points.length,
  shape: [2],
});

describe('measureCoverage', () => {
  test('even samples at every mode are perfect', () => {
    const even = samples([0, 0], [10, 0.5], [1, 10], [10, 11]);
    expect(measureCoverage(even, mixture, 3)).toMatchObject({ modes: 4, highQuality: 1, reverseKl: 0 });
  });

  test('all samples at one mode give the largest divergence', () => {
    const collapsed = samples([0, 0], [0.1, 0], [0, -0.1]);
    const { modes, highQuality, reverseKl } = measureCoverage(collapsed, mixture, 3);
    expect([modes, highQuality]).toEqual([1, 1]);
    expect(reverseKl).toBeCloseTo(Math.log(4), 12);
  });

  test('the divergence is that of the high-quality samples only', () => {
    // 3 : 1 over two of four modes, and two samples in between.
    const uneven = samples([0, 0], [0, 0], [0, 0], [10, 10], [5, 5], [5, 0]);
    const { modes, highQuality, reverseKl, counts } = measureCoverage(uneven, mixture, 3);
    expect([modes, highQuality, [...counts]]).toEqual([2, 4 / 6, [3, 0, 0, 1]]);
    expect(reverseKl).toBeCloseTo(0.75 * Math.log(0.75 / 0.25) + 0.25 * Math.log(0.25 / 0.25), 12);
  });

  test('a sample exactly three deviations away counts, one beyond does not', () => {
    expect(measureCoverage(samples([1.5, 0], [1.51, 0]), mixture, 3).highQuality).toBe(0.5);
  });

  test('no sample near any mode, or none finite, captures nothing', () => {
    for (const far of [samples([5, 5]), samples([NaN, NaN]), samples([Infinity, 0])]) {
      expect(measureCoverage(far, mixture, 3)).toMatchObject({
        modes: 0,
        highQuality: 0,
        reverseKl: Math.log(4),
      });
    }
  });
});

test('mode-coverage measures what it says, and says what each number depends on', async () => {
  const metric = modeCoverage.create({ samples: 4, withinDeviations: 3 });
  const values = await metric.evaluate({
    sampler: { weights: 'ema', sample: async () => samples([0, 0], [10, 0], [0, 10], [5, 5]) },
    data: { info: { mixture }, fingerprint: 'abc' } as unknown as Dataset,
    seed: 7,
  } as unknown as MetricContext);
  expect(values.map(({ name, goal }) => ({ name, goal }))).toEqual(
    modeCoverage.measures({ samples: 4, withinDeviations: 3 }),
  );
  expect(values.map(({ value }) => value)).toEqual([3, 0.75, expect.closeTo(Math.log(4 / 3), 12)]);
  expect(values[0]!.provenance).toEqual({
    samples: 4,
    withinDeviations: 3,
    trueModes: 4,
    seed: 7,
    stream: 'mode-coverage',
    weights: 'ema',
    dataset: 'abc',
  });
});
