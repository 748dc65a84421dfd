import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { CounterStream } from '../../random/index.js';
import { initialValues } from './initial-values.js';
import type { WeightInitializer } from './initializers.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const draw = (initializer: unknown, shape: number[], seed = 1) =>
  initialValues(initializer as WeightInitializer, shape, 'float32', new CounterStream(seed, 'w'));
const deviation = (values: Float32Array) => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
};
/** Deviation of a normal distribution cut off at two deviations. */
const cut = 0.8796;

describe('first values', () => {
  const shape = [5, 5, 40, 60];
  it.each([
    ['glorotUniform', initializers.glorotUniform({}), Math.sqrt(2 / (25 * 100))],
    ['glorotNormal', initializers.glorotNormal({}), cut * Math.sqrt(2 / (25 * 100))],
    ['heNormal', initializers.heNormal({}), cut * Math.sqrt(2 / 1000)],
    ['heUniform', initializers.heUniform({}), Math.sqrt(2 / 1000)],
    ['leCunNormal', initializers.leCunNormal({}), cut * Math.sqrt(1 / 1000)],
    ['leCunUniform', initializers.leCunUniform({}), Math.sqrt(1 / 1000)],
    [
      'varianceScaling',
      initializers.varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'uniform' }),
      Math.sqrt(3 / 1500),
    ],
    ['randomNormal', initializers.randomNormal({ mean: 0.5, stddev: 0.02 }), 0.02],
    ['truncatedNormal', initializers.truncatedNormal({ mean: 0.5, stddev: 0.02 }), cut * 0.02],
    ['randomUniform', initializers.randomUniform({ minval: -0.3, maxval: 0.1 }), 0.4 / Math.sqrt(12)],
  ])('%s has the deviation that TensorFlow.js gives it', (_name, initializer, expected) => {
    const ours = deviation(draw(initializer, shape));
    expect(Math.abs(ours / expected - 1)).toBeLessThan(0.02);
    const theirs = initializer.apply(shape);
    expect(Math.abs(ours / deviation(theirs.dataSync() as Float32Array) - 1)).toBeLessThan(0.03);
    theirs.dispose();
  });

  it.each([
    ['zeros', initializers.zeros()],
    ['ones', initializers.ones()],
    ['constant', initializers.constant({ value: 0.25 })],
    ['identity', initializers.identity({ gain: 3 })],
  ])('%s is what TensorFlow.js gives', (_name, initializer) => {
    const theirs = initializer.apply([4, 4]);
    expect([...draw(initializer, [4, 4])]).toEqual([...theirs.dataSync()]);
  });

  it.each([
    [[6, 4], 2],
    [[4, 6], 2],
    [[3, 3, 2, 5], 1],
  ])('orthogonal values of shape %j are orthonormal on the shorter side, times the gain', (shape, gain) => {
    const values = draw(initializers.orthogonal({ gain }), shape);
    const columns = shape.at(-1)!;
    const rows = values.length / columns;
    const m = tf.tensor2d(values, [rows, columns]);
    const gram = rows < columns ? tf.matMul(m, m, false, true) : tf.matMul(m, m, true);
    const off = tf.max(tf.abs(tf.sub(gram, tf.mul(tf.eye(Math.min(rows, columns)), gain ** 2))));
    expect(off.dataSync()[0]).toBeLessThan(1e-5);
  });

  it('never lie beyond two deviations when truncated', () => {
    const values = draw(initializers.truncatedNormal({ mean: 0, stddev: 1 }), [100_000]);
    expect(values.every((x) => Math.abs(x) <= 2)).toBe(true);
  });

  it('of an initializer that a plugin brings come from it', () => {
    const own = { getClassName: () => 'Own', apply: (shape: number[]) => tf.fill(shape, 7) };
    expect([...draw(own, [3])]).toEqual([7, 7, 7]);
  });

  it('are the same for the same stream', () => {
    expect(draw(initializers.heNormal({}), [9, 9])).toEqual(draw(initializers.heNormal({}), [9, 9]));
    expect(draw(initializers.heNormal({}), [9, 9], 2)).not.toEqual(draw(initializers.heNormal({}), [9, 9]));
  });
});
