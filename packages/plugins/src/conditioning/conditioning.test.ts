import '@tensorflow/tfjs-backend-cpu';

import { Registry } from '@ganx/core/plugin';
import { buildLayers, RewindableRandom, resolveOptions } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { layers } from '../layers/index.js';
import { conditionings } from './index.js';

const registry = Registry.of({
  meta: { name: 'both', version: '0.0.0', ganxApi: '*' },
  components: [...layers, ...conditionings],
});
const make = (type: string, options = {}) => {
  const component = registry.get('conditioning', type);
  return component.create(resolveOptions(component, { type, ...options }, registry));
};
const shapeWith = (options: object, inputShape: readonly number[]) =>
  buildLayers([], {
    registry,
    random: new RewindableRandom(),
    inputShape,
    classes: 10,
    before: make('labels', options).input!,
  }).model.outputs[0]!.shape.slice(1);

beforeAll(() => tf.setBackend('cpu'));

describe('labels', () => {
  test('a latent gets the one-hot label or its embedding, an image one learned map or one constant map per class', () => {
    expect(shapeWith({}, [100])).toEqual([110]);
    expect(shapeWith({ embedding: 7 }, [100])).toEqual([107]);
    expect(shapeWith({}, [28, 28, 1])).toEqual([28, 28, 2]);
    expect(shapeWith({ channels: 3 }, [28, 28, 1])).toEqual([28, 28, 4]);
    expect(shapeWith({ maps: 'constant' }, [28, 28, 1])).toEqual([28, 28, 11]);
  });

  test('with inject manual nothing joins by itself, but the networks are conditional', () => {
    expect(make('labels', { inject: 'manual' })).toEqual({ conditional: true });
  });
});

describe('none', () => {
  test('the networks are not conditional', () => {
    expect(make('none')).toEqual({ conditional: false });
  });
});
