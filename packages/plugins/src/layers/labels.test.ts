import '@tensorflow/tfjs-backend-cpu';
import { type LayerSpec, Registry } from '@ganx/core/plugin';
import { buildLayers, RewindableRandom } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { layers } from './index.js';

const network = (specs: readonly LayerSpec[], inputShape: readonly number[], classes?: number) =>
  buildLayers(specs, {
    registry: Registry.of({ meta: { name: 'layers', version: '0.0.0', ganxApi: '*' }, components: layers }),
    random: new RewindableRandom(),
    inputShape,
    ...(classes === undefined ? {} : { classes }),
  });

beforeAll(() => tf.setBackend('cpu'));

describe('concat-labels', () => {
  test('a flat input gets the one-hot label behind it', () => {
    const { call } = network([{ type: 'concat-labels' }], [2], 3);
    const y = call(
      tf.tensor2d([
        [5, 6],
        [7, 8],
      ]),
      true,
    ).arraySync();
    expect(y).toEqual([
      [5, 6, 1, 0, 0],
      [7, 8, 0, 1, 0],
    ]);
  });

  test('constant maps repeat the label at every pixel', () => {
    const { call } = network([{ type: 'concat-labels', maps: 'constant' }], [2, 2, 1], 2);
    const y = call(tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2, 1]), true).arraySync() as number[][][][];
    expect(y[0]).toEqual([
      [
        [1, 1, 0],
        [2, 1, 0],
      ],
      [
        [3, 1, 0],
        [4, 1, 0],
      ],
    ]);
    expect(y[1]![1]![1]).toEqual([8, 0, 1]);
  });

  test('learned maps add the row of the class, laid out as an image', () => {
    const { model, call } = network([{ type: 'concat-labels' }], [1, 2, 1], 2);
    model.setWeights([
      tf.tensor2d([
        [10, 20],
        [30, 40],
      ]),
      tf.tensor1d([1, 2]),
    ]);
    const y = call(tf.tensor4d([5, 6, 7, 8], [2, 1, 2, 1]), true).arraySync();
    expect(y).toEqual([
      [
        [
          [5, 11],
          [6, 22],
        ],
      ],
      [
        [
          [7, 31],
          [8, 42],
        ],
      ],
    ]);
  });

  test('an embedding is the row of the class', () => {
    const { model, call } = network([{ type: 'concat-labels', embedding: 2 }], [1], 2);
    model.setWeights([
      tf.tensor2d([
        [10, 20],
        [30, 40],
      ]),
    ]);
    expect(call(tf.tensor2d([[5], [6]]), true).arraySync()).toEqual([
      [5, 10, 20],
      [6, 30, 40],
    ]);
  });

  test('nested layers see the one-hot label', () => {
    const { model, call } = network(
      [{ type: 'concat-labels', layers: [{ type: 'dense', units: 1 }, { type: 'relu' }] }],
      [1],
      2,
    );
    model.setWeights([tf.tensor2d([[10], [-30]]), tf.tensor1d([1])]);
    expect(call(tf.tensor2d([[5], [6]]), true).arraySync()).toEqual([
      [5, 11],
      [6, 0],
    ]);
  });

  test('embedding and layers together are refused', () => {
    expect(() =>
      network([{ type: 'concat-labels', embedding: 2, layers: [{ type: 'relu' }] }], [1], 2),
    ).toThrow('Give embedding or layers, not both; a first dense layer is an embedding.');
  });

  test('without labels the error says how to have some', () => {
    expect(() => network([{ type: 'concat-labels' }], [1])).toThrow(
      'concat-labels needs class labels, but the experiment is not conditional. Set conditioning: labels (with inject: manual if only such layers should use them).',
    );
  });
});

describe('label-embedding', () => {
  test('it multiplies by the row of the class, or adds it', () => {
    for (const combine of ['multiply', 'add']) {
      const { model, call } = network([{ type: 'label-embedding', combine }], [2], 2);
      model.setWeights([
        tf.tensor2d([
          [10, 20],
          [30, 40],
        ]),
      ]);
      const y = call(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        true,
      ).arraySync();
      expect(y).toEqual(
        combine === 'multiply'
          ? [
              [10, 40],
              [90, 160],
            ]
          : [
              [11, 22],
              [33, 44],
            ],
      );
    }
  });
});
