import '@tensorflow/tfjs-backend-cpu';

import { Registry, type Regularizer } from '@ganx/core/plugin';
import { resolveOptions, stepView } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { schedules } from '../schedules/index.js';
import { regularizers } from './index.js';

const registry = Registry.of({
  meta: { name: 'regularizers', version: '0.0.0', ganxApi: '*' },
  components: [...regularizers, ...schedules],
});
const make = (type: string, options = {}): Regularizer => {
  const component = registry.get('regularizer', type);
  return component.create(resolveOptions(component, { type, ...options }, registry));
};
const real = () =>
  tf.tensor2d([
    [1, 2],
    [3, 4],
    [-1, 0],
  ]);
const fake = () =>
  tf.tensor2d([
    [0, 1],
    [-2, 2],
    [5, 5],
  ]);
const penalty = (type: string, options: object, critic: (x: tf.Tensor) => tf.Tensor) =>
  (
    make(type, options).discriminator!(stepView({ real: real(), fake: fake(), critic })) as tf.Scalar
  ).dataSync()[0]!;

/** D(x) = 3 x_0 - 4 x_1, whose gradient has length 5 everywhere. */
const linear = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, tf.tensor2d([[3], [-4]]));
/** D(x) = |x|^2 / 2, whose gradient is x. */
const bowl = (x: tf.Tensor) => tf.div(tf.sum(tf.square(x), 1, true), 2);

beforeAll(() => tf.setBackend('cpu'));

describe('gradient-penalty', () => {
  test('a linear critic of slope 5 costs weight * (5 - 1)^2', () => {
    expect(penalty('gradient-penalty', {}, linear)).toBeCloseTo(160, 3);
    expect(penalty('gradient-penalty', { weight: 0.5, target: 0 }, linear)).toBeCloseTo(12.5, 4);
  });

  test('a slope below the target costs nothing when one-sided', () => {
    expect(penalty('gradient-penalty', { target: 6 }, linear)).toBeCloseTo(10, 4);
    expect(penalty('gradient-penalty', { target: 6, sides: 'one' }, linear)).toBe(0);
    expect(penalty('gradient-penalty', { target: 4, sides: 'one' }, linear)).toBeCloseTo(10, 4);
  });

  test('the slope is taken on the lines between real and generated examples, one point per pair', () => {
    const points: number[][] = [];
    const spy = (x: tf.Tensor) => {
      points.push(...(x.arraySync() as number[][]));
      return linear(x);
    };
    penalty('gradient-penalty', {}, spy);
    const [from, to] = [fake().arraySync(), real().arraySync()];
    expect(points).toHaveLength(3);
    const shares = points.map((point, b) =>
      point.map((value, i) => (value - from[b]![i]!) / (to[b]![i]! - from[b]![i]!)),
    );
    for (const [first, second] of shares) {
      expect(second).toBeCloseTo(first!, 4);
      expect(first).toBeGreaterThanOrEqual(0);
      expect(first).toBeLessThan(1);
    }
    expect(new Set(shares.map(([share]) => share!.toFixed(3))).size).toBe(3);
  });

  test('a flat critic has a finite penalty and gradient', () => {
    const weight = tf.variable(tf.zeros([2, 1]));
    const critic = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, weight as unknown as tf.Tensor2D);
    const term = make('gradient-penalty');
    const { value, grads } = tf.variableGrads(
      () => term.discriminator!(stepView({ real: real(), fake: fake(), critic })) as tf.Scalar,
    );
    expect(value.dataSync()[0]).toBeCloseTo(10, 3);
    for (const slope of grads[weight.name]!.dataSync()) expect(slope).toSatisfy(Number.isFinite);
  });
});

describe('r1 and r2', () => {
  test('they are weight / 2 times the mean squared slope, at real and at generated examples', () => {
    expect(penalty('r1', {}, bowl)).toBeCloseTo((10 / 2) * ((5 + 25 + 1) / 3), 3);
    expect(penalty('r2', { weight: 3 }, bowl)).toBeCloseTo((3 / 2) * ((1 + 8 + 50) / 3), 3);
    expect(penalty('r1', { weight: 2 }, linear)).toBeCloseTo(25, 4);
  });
});

describe('weight-clipping', () => {
  test('weights beyond the bound come back to it, others stay', () => {
    const parameter = tf.variable(tf.tensor1d([-5, -0.004, 0, 0.01, 0.3]));
    make('weight-clipping').afterUpdate!([
      { name: 'discriminator/00-dense/kernel', kind: 'kernel', variable: parameter },
    ]);
    expect(Array.from(parameter.dataSync())).toEqual(
      [-0.01, -0.004, 0, 0.01, 0.01].map((w) => Math.fround(w)),
    );
  });
});

describe('a weight that moves', () => {
  const weight = { type: 'cosine', from: 2, to: 0.2, over: 1000, counter: 'images' };

  test.each(['r1', 'r2', 'gradient-penalty', 'lecam'])('is that of the images seen in %s', (type) => {
    const start = type === 'lecam' ? { start: 0 } : {};
    const at = (own: object, images: number) => {
      const made = make(type, { ...start, ...own });
      const memory = Object.fromEntries(
        Object.entries(made.memory ?? {}).map(([name, { value }]) => [name, tf.scalar(value)]),
      );
      const counters = { iteration: 0, discriminatorSteps: 0, generatorSteps: 0, images };
      const step = stepView({ real: real(), fake: fake(), critic: bowl, memory, counters });
      const lowered = made.discriminator!(step);
      return ('loss' in lowered ? lowered.loss : lowered).dataSync()[0]!;
    };
    const whole = at({ weight: 1 }, 0);
    expect(whole).toBeGreaterThan(0);
    for (const [images, factor] of [
      [0, 2],
      [500, 1.1],
      [5000, 0.2],
    ] as const)
      expect(at({ weight }, images) / whole).toBeCloseTo(factor, 5);
  });

  test('bounds the slope only where it never ends at 0', () => {
    const bounds = (own: object) => {
      const component = registry.get('regularizer', 'r1');
      return component.boundsSlope!(
        resolveOptions(component, { type: 'r1', weight: own as never }, registry),
      );
    };
    expect([bounds(weight), bounds({ ...weight, to: 0 })]).toEqual([true, false]);
  });
});
