import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerOnnxBackend } from '../register.js';

type Pad = Parameters<typeof tf.conv2d>[3];

/** A convolution's result and the slopes of half its sum of squares, on a backend. */
async function convolved(
  backend: string,
  strides: [number, number],
  pad: Pad,
  filter: [number, number] = [3, 3],
) {
  await tf.setBackend(backend);
  const values = (size: number, f: (i: number) => number) => Array.from({ length: size }, (_, i) => f(i));
  const x = tf.tensor4d(values(2 * 7 * 6 * 2, Math.sin), [2, 7, 6, 2]);
  const w = tf.tensor4d(values(filter[0] * filter[1] * 6, Math.cos), [...filter, 2, 3]);
  const rounding = typeof pad === 'number' ? 'floor' : undefined;
  const forward = (x: tf.Tensor, w: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad, 'NHWC', 1, rounding);
  const slopes = tf.grads((x, w) => tf.div(tf.sum(tf.square(forward(x!, w!))), 2))([x, w]);
  return Promise.all(
    [forward(x, w), ...slopes].map(async (one) => [one.shape, [...(await one.data())]] as const),
  );
}

beforeAll(() => registerOnnxBackend());

describe('a convolution that is padded by a number', () => {
  test.each<[strides: [number, number], filter: [number, number], pad: number]>([
    [[2, 2], [3, 3], 1],
    [[1, 1], [3, 3], 2],
    // More columns than begin in the padded image: they are zeros, as in TensorFlow.js.
    [[1, 2], [3, 3], 1],
    // A filter that is no square.
    [[1, 1], [3, 2], 1],
  ])(
    'by strides %j and a filter %j is what cpu computes, and its slopes too',
    async (strides, filter, pad) => {
      const [cpu, onnx] = [
        await convolved('cpu', strides, pad, filter),
        await convolved('onnx', strides, pad, filter),
      ];
      for (const [i, [shape, values]] of cpu.entries()) {
        expect(onnx[i]![0]).toEqual(shape);
        expect(onnx[i]![1]).toEqual(values.map((value) => expect.closeTo(value, 3)));
      }
    },
  );

  test('is refused by name where TensorFlow.js leaves out columns, and is right with the padding of each side', async () => {
    await expect(convolved('onnx', [2, 1], 1)).rejects.toThrow(
      "A convolution with strides [2, 1] is padded by a number (1): TensorFlow.js then takes the vertical stride and the filter's height for the width of the result, too, which makes 3 columns where there are 6. Give the padding of each side, as [[0, 0], [1, 1], [1, 1], [0, 0]], or 'same'. [GANX_BACKEND_UNSUPPORTED]",
    );
    const sides: Pad = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const [cpu, onnx] = [await convolved('cpu', [2, 1], sides), await convolved('onnx', [2, 1], sides)];
    expect(onnx[0]![0]).toEqual([2, 4, 6, 3]);
    for (const [i, [, values]] of cpu.entries())
      expect(onnx[i]![1]).toEqual(values.map((value) => expect.closeTo(value, 3)));
  });
});

describe('a pooling that is padded by a number', () => {
  const images = () =>
    tf.tensor4d(
      Array.from({ length: 2 * 7 * 6 * 2 }, (_, i) => Math.sin(i)),
      [2, 7, 6, 2],
    );

  // On cpu TensorFlow.js gives NaN, infinity, or fails in the middle.
  test.each<[pool: typeof tf.avgPool, filter: [number, number], strides: [number, number], columns: string]>([
    [tf.avgPool, [3, 3], [2, 1], '3 columns where there are 6'],
    [tf.maxPool, [3, 3], [1, 2], '6 columns where there are 3'],
    [tf.maxPool, [3, 2], [1, 1], '6 columns where there are 7'],
  ])('%o of windows %j by strides %j is refused by name', async (pool, filter, strides, columns) => {
    await tf.setBackend('onnx');
    expect(() => pool(images(), filter, strides, 1, 'floor')).toThrow(columns);
    expect(() => pool(images(), filter, strides, 1, 'floor')).toThrow('GANX_BACKEND_UNSUPPORTED');
  });

  test('is what cpu computes where both ways are alike', async () => {
    const pooled = async (backend: string) => {
      await tf.setBackend(backend);
      return tf.maxPool(images(), 3, 2, 1, 'floor').data();
    };
    expect(await pooled('onnx')).toEqual(await pooled('cpu'));
  });
});
