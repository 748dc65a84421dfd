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

describe('maxout', () => {
  test('each unit is the largest of its pieces', () => {
    const { model, call } = network([{ type: 'maxout', units: 2, pieces: 3 }], [1]);
    // Columns: piece 0 of units 0 and 1, then piece 1, then piece 2.
    model.setWeights([tf.tensor2d([[1, -1, -1, 0, 0, 2]]), tf.tensor1d([0, 0, 0, 0.5, 0.25, -3])]);
    const y = call(tf.tensor2d([[2], [-2], [0]]), true).arraySync() as number[][];
    expect(y[0]).toEqual([Math.max(2, -2, 0.25), Math.max(-2, 0.5, 1)]);
    expect(y[1]).toEqual([Math.max(-2, 2, 0.25), Math.max(2, 0.5, -7)]);
    expect(y[2]).toEqual([0.25, 0.5]);
  });

  test('the gradient reaches the winning piece only', () => {
    const { model, call } = network([{ type: 'maxout', units: 1, pieces: 2, bias: false }], [1]);
    model.setWeights([tf.tensor2d([[1, -3]])]);
    const slope = tf.grad((x: tf.Tensor) => call(x, true))(tf.tensor2d([[5], [-5]]));
    expect(Array.from(slope.dataSync())).toEqual([1, -3]);
  });
});
