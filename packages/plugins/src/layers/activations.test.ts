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

const at = [-100, -2, -0.5, 0, 0.5, 2, 100];

const expected: Record<string, (x: number) => number> = {
  relu: (x) => Math.max(0, x),
  'leaky-relu': (x) => (x > 0 ? x : 0.2 * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  softplus: (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))),
  swish: (x) => x / (1 + Math.exp(-x)),
};

describe('activations', () => {
  for (const [type, f] of Object.entries(expected)) {
    test(`${type} has its closed-form values, tails included`, () => {
      const y = network([{ type }], [at.length])
        .call(tf.tensor2d([at]), true)
        .dataSync();
      for (const [i, x] of at.entries()) expect(y[i]).toBeCloseTo(f(x), 4);
    });
  }

  test('softmax gives shares that do not change when all inputs rise, and does not overflow', () => {
    const { call } = network([{ type: 'softmax' }], [3]);
    const shares = call(
      tf.tensor2d([
        [1, 2, 3],
        [101, 102, 103],
        [-100, 0, 100],
      ]),
      true,
    ).arraySync() as number[][];
    const total = Math.exp(1) + Math.exp(2) + Math.exp(3);
    for (const [i, share] of [1, 2, 3].entries()) {
      expect(shares[0]![i]).toBeCloseTo(Math.exp(share) / total, 5);
      expect(shares[1]![i]).toBeCloseTo(Math.exp(share) / total, 5);
    }
    expect(shares[2]).toEqual([0, expect.closeTo(0, 6), expect.closeTo(1, 6)]);
  });

  test('the slope of leaky-relu can be set', () => {
    const { call } = network([{ type: 'leaky-relu', slope: 0.3 }], [2]);
    expect(Array.from(call(tf.tensor2d([[-10, 10]]), true).dataSync())).toEqual([expect.closeTo(-3, 5), 10]);
  });
});
