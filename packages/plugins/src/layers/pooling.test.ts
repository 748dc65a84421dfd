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

const x = () => tf.tensor4d([1, 2, 5, 6, 3, 4, 7, 9, -1, -2, 0, 0, -3, -4, 0, 4], [1, 4, 4, 1]);
const valuesOf = (specs: readonly LayerSpec[]) =>
  Array.from(network(specs, [4, 4, 1]).call(x(), true).dataSync());

describe('pooling', () => {
  test('average-pool averages each window', () => {
    expect(valuesOf([{ type: 'average-pool' }])).toEqual([2.5, 6.75, -2.5, 1]);
  });

  test('max-pool takes the largest value of each window', () => {
    expect(valuesOf([{ type: 'max-pool' }])).toEqual([4, 9, -1, 4]);
  });

  test('global-average-pool averages the image', () => {
    expect(valuesOf([{ type: 'global-average-pool' }])).toEqual([31 / 16]);
  });

  test('an image that the windows do not tile is refused', () => {
    expect(() => network([{ type: 'max-pool', size: 3 }], [4, 6, 1])).toThrow(
      'max-pool of size 3 needs a height and width that are multiples of 3, but its input is 4x6.',
    );
  });
});
