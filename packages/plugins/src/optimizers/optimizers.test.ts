import '@tensorflow/tfjs-backend-cpu';

import { atStart, type Json, numbersAt, type Optimizer, Registry } from '@ganx/core/plugin';
import { firstState, openOptimizer, resolveOptions, stepOnQuadratic } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { schedules } from '../schedules/index.js';
import { optimizers } from './index.js';

const registry = Registry.of({
  meta: { name: 'optimizers', version: '0.0.0', ganxApi: '*' },
  components: [...optimizers, ...schedules],
});
const make = (type: string, options = {}): Optimizer => {
  const component = registry.get('optimizer', type);
  return openOptimizer(component, resolveOptions(component, { type, ...options }, registry), registry);
};
const start = [1, -2, 0.5, 3];

/** Parameters after so many steps on half the sum of squares. */
function after(optimizer: Optimizer, steps: number): readonly number[] {
  let state = firstState(optimizer, start);
  for (let step = 1; step <= steps; step++) state = stepOnQuadratic(optimizer, state, step);
  return state.parameter;
}
/** The same by one of TensorFlow.js's own optimizers. */
function afterOf(optimizer: tf.Optimizer, steps: number): number[] {
  const x = tf.variable(tf.tensor1d(start));
  for (let step = 0; step < steps; step++)
    optimizer.minimize(() => tf.div(tf.sum(tf.square(x)), 2), false, [x]);
  return Array.from(x.dataSync());
}

beforeAll(() => tf.setBackend('cpu'));

describe('adam', () => {
  test('it agrees with TensorFlow.js over 50 steps', () => {
    const options = { learningRate: 0.05, beta1: 0.5, beta2: 0.9, epsilon: 1e-4 };
    const expected = afterOf(tf.train.adam(0.05, 0.5, 0.9, 1e-4), 50);
    after(make('adam', options), 50).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
  });

  test('its first step is the learning rate against the sign of the gradient', () => {
    after(make('adam', { learningRate: 0.01 }), 1).forEach((value, i) => {
      expect(value).toBeCloseTo(start[i]! - 0.01 * Math.sign(start[i]!), 5);
    });
  });
});

describe('sgd', () => {
  test('without momentum it agrees with the closed form (1 - rate)^n and keeps no slot', () => {
    const optimizer = make('sgd', { learningRate: 0.1 });
    expect(optimizer.slots).toEqual({});
    after(optimizer, 7).forEach((value, i) => {
      expect(value).toBeCloseTo(start[i]! * 0.9 ** 7, 5);
    });
  });

  test('with momentum, Nesterov or not, it agrees with TensorFlow.js', () => {
    for (const nesterov of [false, true]) {
      const expected = afterOf(tf.train.momentum(0.05, 0.8, nesterov), 20);
      after(make('sgd', { learningRate: 0.05, momentum: 0.8, nesterov }), 20).forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i]!, 5);
      });
    }
  });

  test('its momentum goes to its end linearly and stays there', () => {
    const { scalars } = make('sgd', { momentum: 0.5, momentumTo: 0.7, momentumUpdates: 100 });
    expect([1, 51, 101, 1000].map((step) => scalars(step, 1, numbersAt(atStart)).momentum)).toEqual(
      [0.5, 0.6, 0.7, 0.7].map((m) => expect.closeTo(m, 10)),
    );
  });

  test('half a momentum ramp, and Nesterov without momentum, are refused', () => {
    expect(() => make('sgd', { momentumTo: 0.7 })).toThrow(
      'momentumTo and momentumUpdates belong together; set both or neither.',
    );
    expect(() => make('sgd', { nesterov: true })).toThrow(
      'nesterov does nothing without momentum; set momentum, as 0.9.',
    );
  });
});

describe('rmsprop', () => {
  test('its first step divides by the root of the first share of the squared gradient', () => {
    after(make('rmsprop', { learningRate: 0.01, decay: 0.9 }), 1).forEach((value, i) => {
      expect(value).toBeCloseTo(start[i]! - (0.01 / Math.sqrt(0.1)) * Math.sign(start[i]!), 5);
    });
  });

  test('its second step agrees with the formula written out', () => {
    let [p, v] = [1, 0];
    for (let step = 0; step < 2; step++) {
      v = 0.99 * v + 0.01 * p * p;
      p -= (1e-3 * p) / (Math.sqrt(v) + 1e-8);
    }
    expect(after(make('rmsprop', { learningRate: 1e-3 }), 2)[0]).toBeCloseTo(p, 6);
  });
});

describe('decays that move', () => {
  const line = (from: number, to: number): Json => ({ type: 'linear', from, to, over: 4 });
  const at = (from: number, to: number, step: number) => from + (to - from) * Math.min(1, (step - 1) / 4);

  test("Adam's betas and rate are those of the step, in the means and in their corrections", () => {
    const options = { learningRate: line(0.1, 0.02), beta1: line(0.5, 0), beta2: line(0.9, 0.99) };
    let [p, m, v] = [3, 0, 0];
    for (let step = 1; step <= 7; step++) {
      const [b1, b2] = [at(0.5, 0, step), at(0.9, 0.99, step)];
      m = b1 * m + (1 - b1) * p;
      v = b2 * v + (1 - b2) * p * p;
      p -= (at(0.1, 0.02, step) * (m / (1 - b1 ** step))) / (Math.sqrt(v / (1 - b2 ** step)) + 1e-8);
    }
    expect(after(make('adam', options), 7)[3]).toBeCloseTo(p, 5);
  });

  test('rmsprop and sgd follow theirs', () => {
    let [p, v] = [3, 0];
    for (let step = 1; step <= 5; step++) {
      const decay = at(0.5, 0.9, step);
      v = decay * v + (1 - decay) * p * p;
      p -= (0.01 * p) / (Math.sqrt(v) + 1e-8);
    }
    expect(after(make('rmsprop', { learningRate: 0.01, decay: line(0.5, 0.9) }), 5)[3]).toBeCloseTo(p, 5);
    let [q, u] = [3, 0];
    for (let step = 1; step <= 5; step++) {
      u = at(0, 0.8, step) * u + 0.1 * q;
      q -= u;
    }
    expect(after(make('sgd', { momentum: line(0, 0.8) }), 5)[3]).toBeCloseTo(q, 5);
  });

  test('a momentum that moves has no momentumTo beside it', () => {
    const options = { momentum: line(0, 0.8), momentumTo: 0.9, momentumUpdates: 3 };
    expect(() => make('sgd', options)).toThrow('momentumTo has no place beside a momentum with a schedule');
  });
});
