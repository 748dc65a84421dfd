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

describe('dropout', () => {
  test('in training it drops its share and scales the rest by 1 / keep; otherwise it does nothing', () => {
    const { call } = network([{ type: 'dropout', rate: 0.25 }], [10000]);
    const x = tf.fill([2, 10000], 3);
    const y = call(x, true).dataSync();
    const kept = y.filter((value) => value !== 0);
    for (const value of kept) expect(value).toBeCloseTo(4, 5);
    // 20000 draws: the deviation of the share is 0.003.
    expect(kept.length / y.length).toBeCloseTo(0.75, 1);
    expect(Math.abs(kept.length / y.length - 0.75)).toBeLessThan(0.015);
    expect(call(x, false).dataSync()).toEqual(x.dataSync());
  });

  test('each call in training takes a new mask from the stream, and the same stream gives the same masks', () => {
    const masks = () => {
      const { call } = network([{ type: 'dropout' }], [50]);
      return [
        call(tf.ones([1, 50]), true)
          .dataSync()
          .join(),
        call(tf.ones([1, 50]), true)
          .dataSync()
          .join(),
      ];
    };
    const [first, second] = masks();
    expect(first).not.toBe(second);
    expect(masks()).toEqual([first, second]);
  });

  test('a rate of 0 draws nothing', () => {
    const { call } = network([{ type: 'dropout', rate: 0 }], [3]);
    expect(Array.from(call(tf.tensor2d([[1, 2, 3]]), true).dataSync())).toEqual([1, 2, 3]);
  });
});

describe('gaussian-noise', () => {
  test('in training it adds noise of its deviation and mean 0; otherwise it does nothing', () => {
    const { call } = network([{ type: 'gaussian-noise', deviation: 0.5 }], [20000]);
    const x = tf.fill([1, 20000], 2);
    const { mean, variance } = tf.moments(call(x, true));
    expect(Math.abs(mean.dataSync()[0]! - 2)).toBeLessThan(0.02);
    expect(Math.abs(Math.sqrt(variance.dataSync()[0]!) - 0.5)).toBeLessThan(0.02);
    expect(call(x, false).dataSync()).toEqual(x.dataSync());
  });
});
