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

describe('dense', () => {
  test('it computes x W + b', () => {
    const { model, call } = network([{ type: 'dense', units: 2 }], [3]);
    model.setWeights([
      tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
      tf.tensor1d([10, 20]),
    ]);
    expect(Array.from(call(tf.tensor2d([[1, -1, 2]]), false).dataSync())).toEqual([
      1 - 3 + 10 + 10,
      2 - 4 + 12 + 20,
    ]);
  });

  test('without bias there is one weight', () => {
    expect(network([{ type: 'dense', units: 2, bias: false }], [3]).model.weights).toHaveLength(1);
  });

  test('an image is refused with what to do', () => {
    expect(() => network([{ type: 'dense', units: 2 }], [4, 4, 1])).toThrow(
      'dense needs a flat input [n], but its input is [4, 4, 1]. Put a flatten before it.',
    );
  });
});
