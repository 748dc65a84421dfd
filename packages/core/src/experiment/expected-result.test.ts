import '@tensorflow/tfjs-backend-cpu';
import { scalar, setBackend, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectedInstead, nameGiven } from './expected-result.js';

beforeAll(() => setBackend('cpu'));

const nothing = () => undefined;
const decision = { phase: 'generator', endsIteration: true, reason: 'turn' };

describe('what a plugin gives', () => {
  test.each([
    [
      'loss x',
      'create',
      () => ({ threshold: 0, discriminator: nothing, generator: nothing, opinion: nothing }),
    ],
    ['loss x', 'generator', () => scalar(1)],
    ['balance acme/x', 'next', () => decision],
    ['stopping-rule x', 'decide', () => undefined],
    ['stopping-rule x', 'decide', () => ({ type: 'converged', reason: 'enough' })],
    ['callback x', 'create', () => ({ on: {} })],
    ['callback x', 'create', () => ({ tick: nothing })],
    ['optimizer x', 'create', () => ({ slots: {}, scalars: nothing, update: nothing })],
    ['metric x', 'measures', () => [{ name: 'x', goal: 'minimize' }]],
    ['metric x', 'cost', () => undefined],
    ['metric x', 'cost', () => ({ samples: 10, once: 0 })],
    ['a kind that nobody asks about', 'create', () => 3],
  ])('may be this, from a %s in %s', (component, hook, given) => {
    expect(expectedInstead(component, hook, given())).toBeUndefined();
  });

  test.each([
    [
      'loss x',
      'create',
      () => ({ threshold: 0, discriminator: nothing }),
      'the functions generator, opinion',
    ],
    [
      'loss x',
      'create',
      () => ({ discriminator: nothing, generator: nothing, opinion: nothing }),
      '`threshold`',
    ],
    ['loss x', 'generator', () => tensor([1, 2]), 'a tensor of one number'],
    ['loss x', 'discriminator', () => Promise.resolve(scalar(1)), 'a tensor of one number'],
    ['regularizer x', 'discriminator', () => 3, 'a tensor of one number'],
    ['balance x', 'next', () => ({ ...decision, phase: 'judge' }), "phase: 'discriminator' or 'generator'"],
    ['balance x', 'next', () => undefined, "phase: 'discriminator' or 'generator'"],
    ['stopping-rule x', 'decide', () => true, 'undefined, or { type: budget, converged'],
    ['stopping-rule x', 'decide', () => ({ type: 'done', reason: 'so' }), 'undefined, or { type: budget'],
    ['callback x', 'create', () => ({ hooks: {} }), 'an object with `tick`, or with `on`'],
    ['metric x', 'create', () => null, 'the function evaluate'],
    ['metric x', 'cost', () => ({ samples: 'many' }), '{ samples, and perhaps multiplications and once'],
    ['metric x', 'cost', () => ({ samples: 1, once: Number.NaN }), 'numbers of at least 0'],
    ['logger x', 'open', () => ({ scalars: nothing }), 'the functions flush, close'],
  ])('may not be this, from a %s in %s', (component, hook, given, says) => {
    expect(expectedInstead(component, hook, given())).toContain(says);
  });

  test('is named in words', () => {
    const named = [tensor([[1, 2]]), Promise.resolve(), null, [1], {}, { a: 1 }, 'x', 3, undefined].map(
      nameGiven,
    );
    expect(named).toEqual([
      'a tensor of shape [1, 2]',
      'a promise',
      'null',
      'a list of 1',
      'an empty object',
      'an object with a',
      'the text "x"',
      'number 3',
      'undefined',
    ]);
  });
});
