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

describe('residual', () => {
  test('with layers that keep the shape it adds the input itself', () => {
    const { call } = network([{ type: 'residual', layers: [{ type: 'relu' }] }], [3]);
    expect(Array.from(call(tf.tensor2d([[-1, 0, 2]]), true).dataSync())).toEqual([-1, 0, 4]);
  });

  test('the shortcut follows a change of channels, a reduction and an enlargement', () => {
    const shapeOf = (layers: LayerSpec[]) =>
      network([{ type: 'residual', layers }], [4, 4, 2]).model.outputs[0]!.shape;
    expect(shapeOf([{ type: 'conv', filters: 5 }])).toEqual([null, 4, 4, 5]);
    expect(shapeOf([{ type: 'conv', filters: 5, stride: 2 }])).toEqual([null, 2, 2, 5]);
    expect(shapeOf([{ type: 'upsample' }])).toEqual([null, 8, 8, 2]);
  });

  test('a shortcut that only resizes averages over windows or repeats pixels, without weights', () => {
    const down = network([{ type: 'residual', layers: [{ type: 'average-pool' }] }], [2, 2, 1]);
    expect(down.model.weights).toHaveLength(0);
    expect(Array.from(down.call(tf.tensor4d([1, 2, 3, 6], [1, 2, 2, 1]), true).dataSync())).toEqual([6]);
  });

  test('a shortcut that cannot follow is refused with both shapes', () => {
    expect(() => network([{ type: 'residual', layers: [{ type: 'flatten' }] }], [4, 4, 2])).toThrow(
      'The shortcut of residual carries [4, 4, 2], but its layers make [32], and no whole factor leads from one to the other.',
    );
    expect(() =>
      network([{ type: 'residual', projection: false, layers: [{ type: 'dense', units: 5 }] }], [3]),
    ).toThrow('The shortcut of residual carries [3], but its layers make [5], and projection is off.');
  });
});
