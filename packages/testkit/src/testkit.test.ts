import '@tensorflow/tfjs-backend-cpu';

import {
  defineBalance,
  defineLayer,
  defineLoss,
  defineOptimizer,
  defineStoppingRule,
  Registry,
} from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { resolveOptions } from './options.js';
import { RewindableRandom } from './random.js';
import { expectSlope } from './slopes.js';
import { failures } from './testing/failures.fixture.js';

beforeAll(() => tf.setBackend('cpu'));

describe('checksOf', () => {
  test('a sound component passes every check', async () => {
    const sound = defineLayer({
      type: 'double',
      description: 'Twice its input, nothing else.',
      examples: [{ type: 'double' }],
      create: (_, { name }) => layers.activation({ name, activation: 'linear' }),
    });
    expect(await failures(sound)).toEqual({});
  });

  test('an open schema, a missing description, a reserved name and a bad example are found', async () => {
    const careless = defineLoss({
      type: 'Careless_Loss',
      description: 'short',
      options: {
        type: 'object',
        additionalProperties: false,
        properties: {
          type: { description: 'The framework reads this one itself.', type: 'string' },
          nested: { description: 'An object that takes anything.', type: 'object' },
        },
      },
      examples: [{ type: 'Careless_Loss', missing: 1 }],
      create: () => ({
        discriminator: (dReal, dFake) => tf.sub(tf.mean(dFake), tf.mean(dReal)),
        generator: (dFake) => tf.neg(tf.mean(dFake)),
        opinion: (score) => score,
        threshold: 0,
      }),
    });
    const failed = await failures(careless);
    expect(failed['its type is kebab-case and its description a sentence']).toContain(
      '"Careless_Loss" is not kebab-case.',
    );
    expect(failed['its schema is closed, and every property and nested property is described']).toContain(
      'Careless_Loss.nested is an open object',
    );
    expect(failed['its options leave the names alone that the framework reads']).toContain(
      'It declares type',
    );
    expect(failed['its examples are valid']).toContain('options must NOT have additional properties');
  });

  test('a layer with a wrong gradient, hidden mixing, a false range and a leak is found', async () => {
    class Bad extends layers.Layer {
      static readonly className = 'Bad';
      readonly kept: tf.Tensor[] = [];
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const x = Array.isArray(inputs) ? inputs[0]! : inputs;
        this.kept.push(tf.keep(tf.scalar(1)));
        const wrong = tf.customGrad((v) => ({
          value: tf.sub(tf.square(v as tf.Tensor), tf.mean(v as tf.Tensor)),
          gradFunc: (dy: tf.Tensor) => tf.mul(dy, 3),
        }));
        return wrong(x);
      }
    }
    const bad = defineLayer({
      type: 'bad',
      description: 'A layer that breaks its promises.',
      examples: [{ type: 'bad' }],
      outputRange: () => [0, 1],
      create: (_, { name }) => new Bad({ name }),
    });
    const failed = await failures(bad);
    expect(Object.keys(failed)).toEqual(
      expect.arrayContaining([
        'its gradients agree with finite differences, by input and by weights',
        'inside a tidy it leaves no tensors behind',
        'it mixes the examples of a batch only if it says so',
        'its outputs stay in the range that it declares',
      ]),
    );
  });

  test('a loss that takes the log of a sigmoid is caught at the tails', async () => {
    const naive = defineLoss({
      type: 'naive',
      description: 'Cross-entropy by the log of a sigmoid.',
      examples: [{ type: 'naive' }],
      create: () => {
        const real = (score: tf.Tensor) => tf.neg(tf.mean<tf.Scalar>(tf.log(tf.sigmoid(score))));
        const fake = (score: tf.Tensor) => tf.neg(tf.mean<tf.Scalar>(tf.log(tf.sub(1, tf.sigmoid(score)))));
        return {
          discriminator: (dReal, dFake) => tf.add<tf.Scalar>(real(dReal), fake(dFake)),
          generator: real,
          opinion: tf.sigmoid,
          threshold: 0,
        };
      },
    });
    expect(Object.keys(await failures(naive))).toEqual([
      'losses and gradients are finite for scores up to 100 either way',
    ]);
  });

  test('an optimizer that climbs and one that keeps state inside are found', async () => {
    let calls = 0;
    const climber = defineOptimizer({
      type: 'climber',
      description: 'Goes up, and faster each time.',
      examples: [{ type: 'climber' }],
      create: () => ({
        slots: {},
        scalars: () => ({ learningRate: 0.1 }),
        update: ({ parameter, gradient }) => ({
          parameter: tf.add(parameter, tf.mul(gradient, ++calls)),
          slots: {},
        }),
      }),
    });
    expect(Object.keys(await failures(climber))).toEqual([
      'ten steps lower a quadratic, and none of them raises it',
      'the same state gives the same update: nothing is kept inside',
      'a rate factor of a half halves the learning rate and the update',
      'the same input and random numbers give the same bits',
      'two trainings with the same seed are the same to the bit',
      '6 iterations are the same as 3, then the rest from a checkpoint, to the bit',
    ]);
  });

  test('state that is not saved is found in policies and rules', async () => {
    const policy = defineBalance({
      type: 'forgetful',
      description: 'Counts its decisions and saves nothing.',
      examples: [{ type: 'forgetful' }],
      create: () => {
        let count = 0;
        return {
          next: () => {
            count++;
            return {
              phase: count % 3 === 0 ? 'generator' : 'discriminator',
              endsIteration: count % 3 === 0,
              reason: `decision ${count}`,
            };
          },
        };
      },
    });
    const rule = defineStoppingRule({
      type: 'forgetful',
      description: 'Counts how often it was asked and saves nothing.',
      examples: [{ type: 'forgetful' }],
      create: () => {
        let asked = 0;
        return {
          decide: () => (++asked > 5 ? { type: 'budget', reason: `asked ${asked} times` } : undefined),
        };
      },
    });
    expect(Object.keys(await failures(policy))).toContain(
      'a policy that is saved and loaded between any two decisions decides as if nothing had happened',
    );
    expect(Object.keys(await failures(rule))).toContain(
      'a rule that is saved and loaded after every iteration decides as if nothing had happened',
    );
  });
});

describe('expectSlope', () => {
  test('a right derivative passes and one that is wrong in a single place does not', () => {
    const x = tf.tensor1d([0.3, -0.4, 0.9, 1.2]);
    expect(() => expectSlope((v) => tf.sum(tf.square(v)), x)).not.toThrow();
    const oneWrong = tf.customGrad((v) => ({
      value: tf.sum(tf.square(v as tf.Tensor)),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.mul(v as tf.Tensor, tf.tensor1d([2, 2, 0, 2]))),
    }));
    expect(() => expectSlope((v) => oneWrong(v), x)).toThrow(
      /The derivative by input is .* along a direction in which the values rise by/,
    );
  });

  test('a derivative that TensorFlow.js calls unconnected counts as 0', () => {
    const x = tf.tensor1d([1, 2]);
    expect(() => expectSlope(() => tf.scalar(3), x)).not.toThrow();
    expect(() => expectSlope((v) => tf.scalar(v.dataSync()[0]!), x)).toThrow('The derivative by input is 0');
  });
});

describe('resolveOptions', () => {
  test('defaults are filled in, framework options left out, and mistakes refused', () => {
    const component = defineBalance({
      type: 'some',
      description: 'A policy with one option.',
      options: {
        type: 'object',
        additionalProperties: false,
        properties: { k: { description: 'Some number of steps.', type: 'integer', default: 3 } },
      },
      examples: [{ type: 'some' }],
      create: () => ({ next: () => ({ phase: 'generator', endsIteration: true, reason: 'always' }) }),
    });
    const registry = new Registry();
    expect(resolveOptions(component, { type: 'some' }, registry)).toEqual({ k: 3 });
    expect(() => resolveOptions(component, { type: 'some', k: 1.5 }, registry)).toThrow(
      'options/k must be integer',
    );
  });
});

describe('RewindableRandom', () => {
  test('rewinding repeats the numbers, and they are spread as asked', () => {
    const random = new RewindableRandom(3);
    const first = random.normal([5000], 2, 0.5).dataSync();
    expect(random.normal([5000], 2, 0.5).dataSync()).not.toEqual(first);
    random.rewind();
    expect(random.normal([5000], 2, 0.5).dataSync()).toEqual(first);
    const { mean, variance } = tf.moments(tf.tensor1d(first));
    expect(mean.dataSync()[0]).toBeCloseTo(2, 1);
    expect(Math.sqrt(variance.dataSync()[0]!)).toBeCloseTo(0.5, 1);
    expect(tf.mean(random.bernoulli([5000], 0.2)).dataSync()[0]).toBeCloseTo(0.2, 1);
  });
});
