import '@tensorflow/tfjs-backend-cpu';

import type { ScoreGame, ScoreReading } from '@ganx/core/plugin';
import { Registry } from '@ganx/core/plugin';
import { resolveOptions } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { losses } from './index.js';

const registry = Registry.of({
  meta: { name: 'losses', version: '0.0.0', ganxApi: '*' },
  components: losses,
});
const make = (type: string, options = {}): ScoreGame & ScoreReading => {
  const component = registry.get('loss', type);
  return component.create(resolveOptions(component, { type, ...options }, registry)) as ScoreGame &
    ScoreReading;
};
const column = (values: readonly number[]) => tf.tensor2d([...values], [values.length, 1]);
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const softplus = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

const dReal = [1.5, -0.5, 0.2];
const dFake = [-1, 0.4, 2];
const values = ({ discriminator, generator, generatorSeesReal }: ScoreGame) => [
  discriminator(column(dReal), column(dFake)).dataSync()[0],
  generator(column(dFake), generatorSeesReal ? column(dReal) : undefined).dataSync()[0],
];

beforeAll(() => tf.setBackend('cpu'));

describe('losses', () => {
  const pairs = (winner: readonly number[], loser: readonly number[]) =>
    mean(winner.map((score, i) => softplus(loser[i]! - score)));
  const average = (winner: readonly number[], loser: readonly number[]) =>
    mean(winner.map((score) => softplus(mean(loser) - score))) +
    mean(loser.map((score) => softplus(score - mean(winner))));
  const real = mean(dReal.map((x) => softplus(-x)));
  const fake = mean(dFake.map(softplus));
  const expected: [string, object, number, number][] = [
    ['minimax', {}, real + fake, -fake],
    ['non-saturating', {}, real + fake, mean(dFake.map((x) => softplus(-x)))],
    [
      'non-saturating',
      { labelSmoothing: 0.1 },
      real + 0.1 * mean(dReal) + fake,
      mean(dFake.map((x) => softplus(-x))),
    ],
    [
      'least-squares',
      {},
      mean(dReal.map((x) => (x - 1) ** 2)) / 2 + mean(dFake.map((x) => x ** 2)) / 2,
      mean(dFake.map((x) => (x - 1) ** 2)) / 2,
    ],
    ['relativistic', {}, pairs(dReal, dFake), pairs(dFake, dReal)],
    ['relativistic', { against: 'average' }, average(dReal, dFake), average(dFake, dReal)],
    ['wasserstein', {}, mean(dFake) - mean(dReal), -mean(dFake)],
    [
      'hinge',
      {},
      mean(dReal.map((x) => Math.max(0, 1 - x))) + mean(dFake.map((x) => Math.max(0, 1 + x))),
      -mean(dFake),
    ],
  ];
  for (const [type, options, forD, forG] of expected) {
    test(`${type} ${JSON.stringify(options)} has its closed-form values`, () => {
      expect(values(make(type, options))).toEqual([expect.closeTo(forD, 5), expect.closeTo(forG, 5)]);
    });
  }

  test('smoothed cross-entropy is least where the discriminator says 1 - smoothing', () => {
    const { discriminator } = make('non-saturating', { labelSmoothing: 0.1 });
    const best = Math.log(0.9 / 0.1);
    const slope = tf.grad((score: tf.Tensor) => discriminator(score, column([0])))(column([best]));
    expect(slope.dataSync()[0]).toBeCloseTo(0, 6);
  });

  test('where the discriminator is sure, minimax gives the generator no gradient and non-saturating a full one', () => {
    const slope = (type: string) =>
      tf
        .grad((score: tf.Tensor) => make(type).generator(score))(column([-100]))
        .dataSync()[0];
    expect(slope('minimax')).toBeCloseTo(0, 6);
    expect(slope('non-saturating')).toBeCloseTo(-1, 6);
  });

  test('opinions of logits are probabilities, of critics the scores themselves', () => {
    const opinion = (type: string) =>
      Array.from(
        make(type)
          .opinion(column([-1, 0, 3]))
          .dataSync(),
      );
    expect(opinion('non-saturating')).toEqual(
      [-1, 0, 3].map((x) => expect.closeTo(1 / (1 + Math.exp(-x)), 5)),
    );
    expect(opinion('wasserstein')).toEqual([-1, 0, 3]);
  });

  test('the border of least squares lies midway between its targets, and reversed targets are refused', () => {
    expect(make('least-squares').threshold).toBe(0.5);
    expect(make('least-squares', { real: 1, fake: -1, aim: 0 }).threshold).toBe(0);
    expect(() => make('least-squares', { real: 0, fake: 1 })).toThrow(
      'real (0) must lie above fake (1), or a high score would mean "generated".',
    );
  });
});
