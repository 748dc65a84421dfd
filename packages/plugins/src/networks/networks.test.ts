import '@tensorflow/tfjs-backend-cpu';

import { type LayerSpec, type NetworkContext, Registry } from '@ganx/core/plugin';
import { buildLayers, RewindableRandom, resolveOptions } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { layers } from '../layers/index.js';
import { networks } from './index.js';

const registry = Registry.of({
  meta: { name: 'networks', version: '0.0.0', ganxApi: '*' },
  components: [...layers, ...networks],
});
const mnist = { exampleShape: [28, 28, 1], exampleRange: [-1, 1], latentSize: 100 } as const;
const layersOf = (type: string, context: NetworkContext, options = {}): readonly LayerSpec[] => {
  const component = registry.get('network', type);
  return component.layers(resolveOptions(component, { type, ...options }, registry), context);
};
const build = (specs: readonly LayerSpec[], inputShape: readonly number[]) =>
  buildLayers(specs, { registry, random: new RewindableRandom(), inputShape });
const types = (specs: readonly LayerSpec[]) => specs.map(({ type }) => type).join(' ');

beforeAll(() => tf.setBackend('cpu'));

describe('dcgan', () => {
  test('for 28x28x1 it is the networks of the TensorFlow tutorial', () => {
    const generator = layersOf('dcgan', { ...mnist, role: 'generator' });
    expect(types(generator)).toBe(
      'dense batch-norm leaky-relu reshape conv-transpose batch-norm leaky-relu conv-transpose batch-norm leaky-relu conv-transpose tanh',
    );
    const convolutions = generator.filter(({ type }) => type === 'conv-transpose');
    expect(convolutions.map(({ filters, kernel, stride, bias }) => [filters, kernel, stride, bias])).toEqual([
      [128, 5, 1, false],
      [64, 5, 2, false],
      [1, 5, 2, false],
    ]);
    expect(generator[2]).toEqual({ type: 'leaky-relu', slope: 0.3 });
    const discriminator = layersOf('dcgan', { ...mnist, role: 'discriminator' });
    expect(types(discriminator)).toBe('conv leaky-relu dropout conv leaky-relu dropout flatten dense');
    // The tutorial's model summaries: 2,330,944 with the moving averages, and 212,865.
    expect(build(generator, [100]).model.countParams()).toBe(2_330_944);
    expect(build(discriminator, [28, 28, 1]).model.countParams()).toBe(212_865);
  });

  test('images whose sides are no multiples of 4, and points, are refused', () => {
    expect(() => layersOf('dcgan', { ...mnist, exampleShape: [30, 28, 1], role: 'generator' })).toThrow(
      'dcgan makes images [height, width, channels] whose height and width are multiples of 4, but an example is [30, 28, 1].',
    );
    expect(() => layersOf('dcgan', { role: 'generator', exampleShape: [2], latentSize: 2 })).toThrow(
      'an example is [2]',
    );
  });

  test('without batch norm and dropout those layers are gone', () => {
    const options = { batchNorm: false, dropout: 0 };
    expect(types(layersOf('dcgan', { ...mnist, role: 'generator' }, options))).not.toContain('batch-norm');
    expect(types(layersOf('dcgan', { ...mnist, role: 'discriminator' }, options))).not.toContain('dropout');
  });
});

describe('mlp', () => {
  const points = { exampleShape: [2], latentSize: 4 } as const;

  test('its hidden layers are dense, norm, activation, dropout, and its ends fit the role', () => {
    const options = { hidden: [8, 16], batchNorm: true, dropout: 0.5, activation: 'relu' };
    const generator = layersOf('mlp', { ...points, role: 'generator' }, options);
    expect(types(generator)).toBe('dense batch-norm relu dropout dense batch-norm relu dropout dense');
    expect(generator.filter(({ type }) => type === 'dense').map(({ units, bias }) => [units, bias])).toEqual([
      [8, false],
      [16, false],
      [2, undefined],
    ]);
    const discriminator = layersOf('mlp', { ...mnist, role: 'discriminator' }, { hidden: [8] });
    expect(types(discriminator)).toBe('flatten dense leaky-relu dense');
  });

  test('its output activation follows the range of the data unless it is set', () => {
    const ends = (range: readonly [number, number] | undefined, options = {}) =>
      types(layersOf('mlp', { ...points, role: 'generator', ...(range && { exampleRange: range }) }, options))
        .split(' ')
        .at(-1);
    expect(ends(undefined)).toBe('dense');
    expect(ends([-1, 1])).toBe('tanh');
    expect(ends([0, 1])).toBe('sigmoid');
    expect(ends([-3, 3])).toBe('dense');
    expect(ends([-1, 1], { outputActivation: 'none' })).toBe('dense');
  });

  test('images are laid out at the end of the generator', () => {
    const generator = layersOf('mlp', { ...mnist, role: 'generator' });
    expect(generator.at(-1)).toEqual({ type: 'reshape', shape: [28, 28, 1] });
    expect(generator.at(-2)).toEqual({ type: 'tanh' });
  });
});
