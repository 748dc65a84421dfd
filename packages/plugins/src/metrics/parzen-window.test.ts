import type { Samples } from '@ganx/core/plugin';
import '@tensorflow/tfjs-backend-cpu';
import { RandomStreams } from '@ganx/core/engine';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { parzenLogLikelihoods } from './parzen-window.js';
import { byDifferences, byProducts, type DistanceBlock } from './squared-distances.js';

function normals(name: string, count: number, size: number, mean = 0, deviation = 1): Samples {
  const values = new Float32Array(count * size);
  new RandomStreams(1).stream(name).normal(values, mean, deviation);
  return { values, count, shape: [size] };
}

const points = (...rows: readonly (readonly number[])[]): Samples => ({
  values: Float32Array.from(rows.flat()),
  count: rows.length,
  shape: [rows[0]!.length],
});

const rowOf = ({ values, shape: [size] }: Samples, i: number): Float32Array =>
  values.subarray(i * size!, (i + 1) * size!);

/** The formula as it is written, term by term; only for examples that are not far away. */
function literal(example: Float32Array, samples: Samples, sigma: number): number {
  let density = 0;
  for (let i = 0; i < samples.count; i++) {
    const squared = rowOf(samples, i).reduce((sum, s, d) => sum + (example[d]! - s) ** 2, 0);
    density += Math.exp(-squared / (2 * sigma ** 2));
  }
  return Math.log(density / samples.count) - (example.length / 2) * Math.log(2 * Math.PI * sigma ** 2);
}

async function all(blocks: AsyncIterable<DistanceBlock>, samples: Samples): Promise<number[]> {
  const found: number[] = [];
  for await (const { count, distances } of blocks)
    for (const distance of distances.subarray(0, count * samples.count)) found.push(distance);
  return found;
}

describe('parzenLogLikelihoods', () => {
  test('around one sample it is the density of a Gaussian', async () => {
    const [values] = await parzenLogLikelihoods(points([1], [4]), points([1]), [2]);
    const peak = -Math.log(2 * Math.sqrt(2 * Math.PI));
    expect([...values!]).toEqual([expect.closeTo(peak, 12), expect.closeTo(peak - 9 / 8, 12)]);
  });

  test.each([1, 2, 3, 20, 100])(
    'in %i dimensions it is what the formula says, for each width',
    async (size) => {
      const [examples, samples] = [normals('examples', 30, size), normals('samples', 50, size, 0.1, 1.2)];
      // Narrower ones would make the literal formula 0 in many dimensions.
      const sigmas = [1, 2, 5];
      const found = await parzenLogLikelihoods(examples, samples, sigmas);
      for (const [k, sigma] of sigmas.entries()) {
        for (let i = 0; i < examples.count; i++)
          expect(found[k]![i]! / literal(rowOf(examples, i), samples, sigma)).toBeCloseTo(1, 6);
      }
    },
  );

  test('many windows around draws of a Gaussian come to the density of the wider Gaussian', async () => {
    // Smoothing N(0, 1) by 0.5 gives N(0, 1.25). The estimate's own deviation is 0.003.
    const [values] = await parzenLogLikelihoods(points([0], [1]), normals('many', 200_000, 1), [0.5]);
    for (const [x, value] of values!.entries())
      expect(Math.abs(value + x ** 2 / 2.5 + 0.5 * Math.log(2 * Math.PI * 1.25))).toBeLessThan(0.01);
  });

  test('an example far from every sample has a large negative value, not -Infinity', async () => {
    const [values] = await parzenLogLikelihoods(points([1000, 0]), points([0, 0], [0, 1]), [0.01]);
    const constant = -Math.log(2) - Math.log(2 * Math.PI * 0.01 ** 2);
    expect(values![0]! / (constant - 1000 ** 2 / (2 * 0.01 ** 2))).toBeCloseTo(1, 12);
  });

  test('samples that are all alike count as one', async () => {
    const [[one], [many]] = (await Promise.all(
      [[[3, 4]], Array.from({ length: 1000 }, () => [3, 4])].map((rows) =>
        parzenLogLikelihoods(points([3, 4.1]), points(...rows), [0.1]),
      ),
    )) as [Float64Array[], Float64Array[]];
    expect(many![0]).toBeCloseTo(one![0]!, 12);
  });

  test('a sample that is not finite makes all NaN, an example its own', async () => {
    const examples = points([0], [1]);
    for (const bad of [NaN, Infinity, -Infinity]) {
      expect(await parzenLogLikelihoods(examples, points([0], [bad]), [1, 2])).toEqual([
        Float64Array.of(NaN, NaN),
        Float64Array.of(NaN, NaN),
      ]);
    }
    const [values] = await parzenLogLikelihoods(points([NaN], [0]), points([0]), [1]);
    expect([...values!]).toEqual([NaN, expect.closeTo(-0.5 * Math.log(2 * Math.PI), 12)]);
  });
});

describe('squared distances', () => {
  test('of two points are those of Pythagoras', async () => {
    const [a, b] = [points([0, 0], [1, 1]), points([3, 4], [1, 1])];
    expect(await all(byDifferences(a, b), b)).toEqual([25, 2, 13, 0]);
  });

  test.each([
    [16, 0],
    [784, 0],
    [784, 100],
  ])('by products agree with those by differences, in %i dimensions around %i', async (size, mean) => {
    const [a, b] = [normals('a', 40, size, mean), normals('b', 30, size, mean)];
    const exact = await all(byDifferences(a, b), b);
    const fast = await all(byProducts(a, b), b);
    for (const [i, distance] of exact.entries()) expect(Math.abs(fast[i]! / distance - 1)).toBeLessThan(1e-5);
  });

  test('by products of a point to itself are not below 0', async () => {
    const a = normals('same', 50, 200, 5);
    const fast = await all(byProducts(a, a), a);
    for (let i = 0; i < a.count; i++) {
      expect(fast[i * a.count + i]).toBeGreaterThanOrEqual(0);
      expect(fast[i * a.count + i]).toBeLessThan(1e-2);
    }
  });

  test.each([
    ['differences', byDifferences],
    ['products', byProducts],
  ])('by %s come block by block, each example once', async (_, distances) => {
    // More than one block: each holds about a million distances.
    const [a, b] = [normals('blocks', 700, 1), normals('others', 2000, 1)];
    const seen: number[] = [];
    for await (const { from, count, distances: values } of distances(a, b)) {
      for (let row = 0; row < count; row++) {
        seen.push(from + row);
        const expected = (a.values[from + row]! - b.values[1999]!) ** 2;
        expect(Math.abs(values[row * 2000 + 1999]! - expected)).toBeLessThan(1e-5);
      }
    }
    expect(seen).toEqual(Array.from({ length: 700 }, (_, i) => i));
  });

  test('leave no tensors behind, read to the end or not', async () => {
    const [a, b] = [normals('a', 2000, 20), normals('b', 1000, 20)];
    const before = tf.memory().numTensors;
    await all(byProducts(a, b), b);
    for await (const block of byProducts(a, b)) if (block.from === 0) break;
    expect(tf.memory().numTensors).toBe(before);
  });
});
