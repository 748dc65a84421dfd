import { expect, test } from 'vitest';
import { differingKeys, flattenSpec, shortKeys } from './flat-spec.js';

test('a spec becomes dotted keys; a list of plain values stays one value', () => {
  const flat = flattenSpec({
    data: { range: [-1, 1] },
    generator: { layers: [{ type: 'dense', units: 2 }] },
    metrics: [],
  });
  expect([...flat]).toEqual([
    ['data.range', '[-1, 1]'],
    ['generator.layers.0.type', 'dense'],
    ['generator.layers.0.units', 2],
    ['metrics', '[]'],
  ]);
});

test('only what differs is a column, and an option that follows from its type is none', () => {
  const specs = [
    { loss: { type: 'hinge', margin: 1 }, balance: { k: 1 }, data: { type: 'ring' } },
    { loss: { type: 'minimax' }, balance: { k: 5 }, data: { type: 'ring' } },
    { loss: { type: 'minimax' }, balance: { k: 5 }, data: { type: 'ring' }, ema: { decay: 0.9 } },
  ].map(flattenSpec);
  expect(differingKeys(specs)).toEqual(['loss.type', 'balance.k', 'ema.decay']);
  expect(
    differingKeys(
      [{ loss: { type: 'hinge', margin: 1 } }, { loss: { type: 'hinge', margin: 2 } }].map(flattenSpec),
    ),
  ).toEqual(['loss.margin']);
});

test('a key is shortened as far as it stays unlike the others', () => {
  const keys = [
    'optimizers.generator.learningRate',
    'optimizers.discriminator.learningRate',
    'loss.type',
    'balance.k',
  ];
  expect([...shortKeys(keys).values()]).toEqual([
    'generator.learningRate',
    'discriminator.learningRate',
    'loss.type',
    'k',
  ]);
});
