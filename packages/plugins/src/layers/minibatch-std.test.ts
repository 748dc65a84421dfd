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

describe('minibatch-std', () => {
  test('it adds the mean over features of the deviation over the batch', () => {
    const { call } = network([{ type: 'minibatch-std' }], [2]);
    const y = call(
      tf.tensor2d([
        [1, 10],
        [3, 10],
      ]),
      true,
    ).arraySync() as number[][];
    // Deviations 1 and sqrt(1e-8).
    expect(y[0]).toEqual([1, 10, expect.closeTo((1 + 1e-4) / 2, 5)]);
    expect(y[1]![2]).toBe(y[0]![2]);
  });

  test('an image gets one more map', () => {
    expect(network([{ type: 'minibatch-std' }], [4, 4, 3]).model.outputs[0]!.shape).toEqual([null, 4, 4, 4]);
  });
});
