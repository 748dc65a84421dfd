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

describe('batch-norm', () => {
  test('in training it normalizes by the batch and moves its averages; otherwise it uses them', () => {
    const { model, call } = network([{ type: 'batch-norm', momentum: 0.9, epsilon: 1e-3 }], [1]);
    model.setWeights([tf.tensor1d([2]), tf.tensor1d([1]), tf.tensor1d([0]), tf.tensor1d([1])]);
    const x = tf.tensor2d([[1], [3], [8]]);
    const [mean, variance] = [4, (9 + 1 + 16) / 3];
    const trained = call(x, true).dataSync();
    [1, 3, 8].forEach((value, i) => {
      expect(trained[i]).toBeCloseTo((2 * (value - mean)) / Math.sqrt(variance + 1e-3) + 1, 4);
    });
    const [movingMean, movingVariance] = [0.1 * mean, 0.9 + 0.1 * variance];
    expect(model.weights.map((weight) => weight.read().dataSync()[0]).slice(2)).toEqual([
      expect.closeTo(movingMean, 5),
      expect.closeTo(movingVariance, 5),
    ]);
    const used = call(x, false).dataSync();
    [1, 3, 8].forEach((value, i) => {
      expect(used[i]).toBeCloseTo((2 * (value - movingMean)) / Math.sqrt(movingVariance + 1e-3) + 1, 4);
    });
  });
});

describe('layer-norm', () => {
  test('it normalizes each example by itself', () => {
    const { model, call } = network([{ type: 'layer-norm', epsilon: 1e-3 }], [3]);
    model.setWeights([tf.tensor1d([1, 1, 2]), tf.tensor1d([0, 0, 1])]);
    const y = call(
      tf.tensor2d([
        [1, 3, 8],
        [100, 100, 100],
      ]),
      true,
    ).arraySync() as number[][];
    const deviation = Math.sqrt(26 / 3 + 1e-3);
    expect(y[0]).toEqual([
      expect.closeTo(-3 / deviation, 4),
      expect.closeTo(-1 / deviation, 4),
      expect.closeTo((2 * 4) / deviation + 1, 4),
    ]);
    expect(y[1]).toEqual([0, 0, 1]);
  });
});
