import '@tensorflow/tfjs-backend-cpu';

import type { WeightContext, WeightTransform } from '@ganx/core/plugin';
import { RewindableRandom } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { equalized } from './equalized.js';
import { asMatrix } from './matrix.js';
import { spectralNorm } from './spectral-norm.js';
import { standardized } from './standardized.js';
import { weightNorm } from './weight-norm.js';

beforeAll(() => tf.setBackend('cpu'));

const contextOf = (shape: readonly number[], outputAxis = shape.length - 1): WeightContext => ({
  name: 'discriminator/00-dense/kernel',
  kind: 'kernel',
  shape,
  role: 'discriminator',
  outputAxis,
});
const drawn = (shape: readonly number[], seed = 1) => new RewindableRandom(seed).normal(shape);

/** The largest singular value of a matrix: its columns are rotated against each other until they are orthogonal (Jacobi). */
function largestSingularValue(matrix: tf.Tensor): number {
  const rows = matrix.arraySync() as number[][];
  const columns = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < columns.length; p++) {
      for (let q = p + 1; q < columns.length; q++) {
        const [x, y] = [columns[p]!, columns[q]!];
        const angle = 0.5 * Math.atan2(2 * dot(x, y), dot(x, x) - dot(y, y));
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        columns[p] = x.map((value, i) => c * value + s * y[i]!);
        columns[q] = y.map((value, i) => c * value - s * x[i]!);
      }
    }
  }
  return Math.sqrt(Math.max(...columns.map((column) => dot(column, column))));
}

/** After so many steps. */
function settled(transform: WeightTransform, raw: tf.Tensor, context: WeightContext, steps: number) {
  let memory: Readonly<Record<string, tf.Tensor>> = { u: drawn([context.shape[context.outputAxis]!], 2) };
  for (let step = 0; step < steps; step++) memory = transform.next!(raw, memory, context);
  return memory;
}

describe('spectral-norm', () => {
  test.each([
    { what: 'a dense layer', context: contextOf([7, 4]) },
    { what: 'a convolution', context: contextOf([3, 3, 2, 5]) },
    { what: 'a transposed convolution', context: contextOf([2, 2, 3, 4], 2) },
  ])('the largest singular value of the kernel of $what becomes 1', ({ context }) => {
    const transform = spectralNorm.create({ powerIterations: 1, epsilon: 1e-12 });
    const raw = drawn(context.shape);
    const before = largestSingularValue(asMatrix(raw, context));
    const weight = transform.apply(raw, settled(transform, raw, context, 60), context);
    expect(before).toBeGreaterThan(1.5);
    expect(largestSingularValue(asMatrix(weight, context))).toBeCloseTo(1, 4);
    expect(Math.max(...tf.abs(tf.sub(tf.mul(weight, before), raw)).dataSync())).toBeLessThan(1e-3);
  });

  test('one step is one of the paper, and more iterations in a step are as many steps', () => {
    const context = contextOf([5, 3]);
    const raw = drawn([5, 3]);
    const one = spectralNorm.create({ powerIterations: 1, epsilon: 1e-12 });
    const three = spectralNorm.create({ powerIterations: 3, epsilon: 1e-12 });
    const u = tf.reshape(drawn([3], 2), [3, 1]) as tf.Tensor2D;
    const unit = (x: tf.Tensor) => tf.div<tf.Tensor2D>(x, tf.norm(x));
    const v = unit(tf.matMul(raw as tf.Tensor2D, u));
    const expected = unit(tf.matMul(raw as tf.Tensor2D, v, true)).dataSync();
    const seen = settled(one, raw, context, 1).u!.dataSync();
    for (const [i, value] of expected.entries()) expect(seen[i]).toBeCloseTo(value, 5);
    const inThree = settled(one, raw, context, 3).u!.dataSync();
    const atOnce = settled(three, raw, context, 1).u!.dataSync();
    for (const [i, value] of inThree.entries()) expect(atOnce[i]).toBeCloseTo(value, 5);
  });

  test('a shorter vector, as an average is, gives the same weight', () => {
    const context = contextOf([5, 3]);
    const raw = drawn([5, 3]);
    const { apply } = spectralNorm.create({ powerIterations: 1, epsilon: 1e-12 });
    const u = drawn([3], 2);
    const [whole, half] = [u, tf.mul(u, 0.5)].map((x) => apply(raw, { u: x }, context).dataSync());
    for (const [i, value] of whole!.entries()) expect(half![i]).toBeCloseTo(value, 6);
  });
});

describe('weight-norm', () => {
  test.each([contextOf([6, 3]), contextOf([2, 2, 3, 4], 2)])(
    'begins as the weight is, and each output is as long as its gain',
    (context) => {
      const { apply, memory } = weightNorm.create({});
      const raw = drawn(context.shape);
      const { gain } = memory!(context);
      const first = (gain!.first as (raw: tf.Tensor) => tf.Tensor)(raw);
      const same = apply(raw, { gain: first }, context).dataSync();
      for (const [i, value] of raw.dataSync().entries()) expect(same[i]).toBeCloseTo(value, 5);
      const outputs = context.shape[context.outputAxis]!;
      const gains = Float32Array.from({ length: outputs }, (_, i) => i + 1);
      const columns = asMatrix(apply(raw, { gain: tf.tensor1d(gains) }, context), context);
      const lengths = tf.sqrt(tf.sum(tf.square(columns), 0)).dataSync();
      for (const [i, length] of lengths.entries()) expect(length).toBeCloseTo(i + 1, 4);
    },
  );
});

describe('equalized', () => {
  test("normal numbers are trained, and what a layer sees has He's deviation", () => {
    const context = contextOf([3, 3, 16, 32]);
    const { apply, firstDeviation } = equalized.create({ gain: Math.SQRT2 });
    expect(firstDeviation!(context)).toBe(1);
    const weight = apply(drawn(context.shape), {}, context);
    const deviation = Math.sqrt(tf.moments(weight).variance.dataSync()[0]!);
    expect(deviation / Math.sqrt(2 / (3 * 3 * 16))).toBeCloseTo(1, 1);
  });
});

describe('standardized', () => {
  test.each([contextOf([50, 3]), contextOf([3, 3, 4, 5], 2)])(
    'the weights of each output have the mean 0 and the deviation that is asked for',
    (context) => {
      const raw = tf.add(tf.mul(drawn(context.shape), 3), 2);
      const inputs = raw.size / context.shape[context.outputAxis]!;
      for (const scaled of [true, false]) {
        const { apply } = standardized.create({ scaled, epsilon: 1e-5 });
        const { mean, variance } = tf.moments(asMatrix(apply(raw, {}, context), context), 0);
        for (const value of mean.dataSync()) expect(value).toBeCloseTo(0, 5);
        for (const value of variance.dataSync()) expect(value * (scaled ? inputs : 1)).toBeCloseTo(1, 3);
      }
    },
  );
});
