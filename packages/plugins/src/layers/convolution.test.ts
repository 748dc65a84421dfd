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

/** The convolution written out, with zeros around as padding same has them. */
function convolve(x: number[][], kernel: number[][], stride: number): number[][] {
  const [size, side] = [x.length, kernel.length];
  const out = Math.ceil(size / stride);
  const before = Math.floor(Math.max((out - 1) * stride + side - size, 0) / 2);
  return Array.from({ length: out }, (_, i) =>
    Array.from({ length: out }, (_, j) =>
      kernel.reduce(
        (sum, row, u) =>
          sum +
          row.reduce((s, w, v) => s + w * (x[i * stride + u - before]?.[j * stride + v - before] ?? 0), 0),
        0,
      ),
    ),
  );
}

const image = Array.from({ length: 6 }, (_, i) => Array.from({ length: 6 }, (_, j) => Math.sin(3 * i + j)));
const kernel = [
  [1, -2, 0.5],
  [0, 3, 1],
  [-1, 0.25, 2],
];
const asTensor = (values: number[][]) => tf.tensor4d(values.flat(), [1, values.length, values.length, 1]);

describe('conv', () => {
  for (const stride of [1, 2, 3]) {
    test(`with stride ${stride} it agrees with the sum written out`, () => {
      const { model, call } = network([{ type: 'conv', filters: 1, kernel: 3, stride }], [6, 6, 1]);
      model.setWeights([tf.tensor4d(kernel.flat(), [3, 3, 1, 1]), tf.tensor1d([0.5])]);
      const expected = convolve(image, kernel, stride).flat();
      const seen = call(asTensor(image), true).dataSync();
      expect(seen).toHaveLength(expected.length);
      for (const [i, value] of expected.entries()) expect(seen[i]).toBeCloseTo(value + 0.5, 5);
    });
  }

  test('valid padding shrinks the image, and a kernel larger than it is refused', () => {
    expect(
      network([{ type: 'conv', filters: 1, kernel: 3, padding: 'valid' }], [6, 6, 1]).model.outputs[0]!.shape,
    ).toEqual([null, 4, 4, 1]);
    expect(() => network([{ type: 'conv', filters: 1, kernel: 7, padding: 'valid' }], [6, 6, 1])).toThrow(
      'conv with padding valid needs an input of at least 7x7, but it is 6x6.',
    );
  });

  test('a flat input is refused with what to do', () => {
    expect(() => network([{ type: 'conv', filters: 1 }], [100])).toThrow(
      'conv needs an image [height, width, channels], but its input is [100]. Put a reshape before it.',
    );
  });
});

describe('conv-transpose', () => {
  test('it is the transpose of the convolution: <conv(x), y> = <x, conv-transpose(y)>', () => {
    for (const stride of [1, 2, 3]) {
      const [from, to] = [6, 6 / stride];
      const down = network([{ type: 'conv', filters: 1, kernel: 3, stride, bias: false }], [from, from, 1]);
      const up = network(
        [{ type: 'conv-transpose', filters: 1, kernel: 3, stride, bias: false }],
        [to, to, 1],
      );
      for (const { model } of [down, up]) model.setWeights([tf.tensor4d(kernel.flat(), [3, 3, 1, 1])]);
      const x = asTensor(image);
      const y = tf.tensor4d(
        Array.from({ length: to * to }, (_, i) => Math.cos(2 * i)),
        [1, to, to, 1],
      );
      const left = tf.sum(tf.mul(down.call(x, true), y)).dataSync()[0]!;
      const right = tf.sum(tf.mul(x, up.call(y, true))).dataSync()[0]!;
      expect(right).toBeCloseTo(left, 3);
    }
  });

  test('the side grows by the stride, and by what the kernel sticks out with padding valid', () => {
    const side = (options: object) =>
      network([{ type: 'conv-transpose', filters: 2, kernel: 5, ...options }], [7, 7, 3]).model.outputs[0]!
        .shape;
    expect(side({ stride: 2 })).toEqual([null, 14, 14, 2]);
    expect(side({ stride: 2, padding: 'valid' })).toEqual([null, 17, 17, 2]);
  });
});
