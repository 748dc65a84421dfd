import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerOnnxBackend } from '../register.js';
import { Session, wrapBytes } from '../session/session.js';
import { type ExportedModel, exportModel } from './export-model.js';

beforeAll(async () => {
  registerOnnxBackend({ threads: 1 });
  await tf.setBackend('onnx');
});

const numbers = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i + 1));

function run({ bytes }: ExportedModel, batch: number, size: number, labels?: number[]): Float32Array {
  const session = new Session(bytes, { threads: 1, optimization: 'all' });
  const feeds = {
    z: wrapBytes(numbers(batch * size), 'float32', [batch, size]),
    ...(labels ? { label: wrapBytes(BigInt64Array.from(labels, BigInt), 'int64', [batch]) } : {}),
  };
  const { y } = session.run(feeds, { y: null });
  const data = Float32Array.from(y!.data as Float32Array);
  session.dispose();
  return data;
}

/** A generator with all that shapes a batch: reshape, both convolutions, normalization, pooling, a second input. */
function generator(): tfl.LayersModel {
  const z = tfl.input({ shape: [6], name: 'latents' });
  const label = tfl.input({ shape: [3], name: 'labels' });
  const layers = [
    tfl.layers.dense({ units: 4 * 4 * 8 }),
    tfl.layers.batchNormalization(),
    tfl.layers.reshape({ targetShape: [4, 4, 8] }),
    tfl.layers.conv2dTranspose({ filters: 8, kernelSize: 4, strides: 2, padding: 'same' }),
    tfl.layers.leakyReLU({ alpha: 0.2 }),
    tfl.layers.upSampling2d({ size: [2, 2] }),
    tfl.layers.conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh' }),
    tfl.layers.averagePooling2d({ poolSize: 2 }),
  ];
  const joined = tfl.layers.concatenate().apply([z, label]) as tfl.SymbolicTensor;
  const output = layers.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, joined);
  const model = tfl.model({ inputs: [z, label], outputs: output });
  for (const [i, weight] of model.weights.entries()) {
    const { shape } = weight;
    const value = tf.tensor(
      numbers(tf.util.sizeFromShape(shape as number[])).map((x) => Math.abs(x + i * 0.01) / 3),
      shape as number[],
    );
    weight.write(value);
  }
  return model;
}

describe('an exported model', () => {
  test('takes any batch and computes what the function computes', () => {
    const model = generator();
    const fn = ({ z, label }: Record<string, tf.Tensor>) => ({
      y: model.apply([z!, tf.oneHot(label as tf.Tensor1D, 3, 1, 0, 'float32')]) as tf.Tensor,
    });
    const exported = exportModel(
      fn,
      [
        { name: 'z', shape: [6], dtype: 'float32' },
        { name: 'label', shape: [], dtype: 'int64' },
      ],
      { name: 'generator', metadata: { run: 'mnist/1' } },
    );
    expect(exported).toMatchObject({ batch: 'any', opset: 21 });
    expect(exported.operations).toEqual(expect.arrayContaining(['Conv', 'ConvTranspose']));
    expect(Buffer.from(exported.bytes).includes('mnist/1')).toBe(true);
    for (const batch of [1, 2, 7, 64]) {
      const labels = Array.from({ length: batch }, (_, i) => i % 3);
      const expected = fn({
        z: tf.tensor2d(numbers(batch * 6), [batch, 6]),
        label: tf.tensor1d(labels, 'int32'),
      }).y.dataSync();
      const seen = run(exported, batch, 6, labels);
      expect(seen.length).toBe(expected.length);
      for (let i = 0; i < seen.length; i++) expect(Math.abs(seen[i]! - expected[i]!)).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  test('takes any batch also where examples see each other, if the operation does', () => {
    const spread = ({ z }: Record<string, tf.Tensor>) => ({ y: tf.mul(z!, tf.max(z!, 0)) });
    const exported = exportModel(spread, [{ name: 'z', shape: [4], dtype: 'float32' }]);
    expect(exported.batch).toBe('any');
    for (const batch of [1, 5]) {
      const expected = spread({ z: tf.tensor2d(numbers(batch * 4), [batch, 4]) }).y.dataSync();
      expect(run(exported, batch, 4)).toEqual(Float32Array.from(expected));
    }
  });

  test('is tied to one batch where a number depends on it, says why, and takes the batch that was asked for', () => {
    const spread = ({ z }: Record<string, tf.Tensor>) => ({ y: tf.mul(z!, 1 / z!.shape[0]!) });
    const input = { name: 'z', shape: [4], dtype: 'float32' } as const;
    expect(exportModel(spread, [input])).toMatchObject({
      batch: 1,
      reason: expect.stringMatching(/constant/),
    });
    const five = exportModel(spread, [input], { batch: 5 });
    expect(five.batch).toBe(5);
    expect(run(five, 5, 4)).toEqual(numbers(20).map((x) => x * Math.fround(0.2)));
  });

  test('with a number that grows as the square of the batch is tied to one', () => {
    const pairs = ({ z }: Record<string, tf.Tensor>) => {
      const batch = z!.shape[0]!;
      return { y: tf.reshape(tf.mul(tf.expandDims(z!, 0), tf.ones([batch, 1, 1])), [batch * batch, 2]) };
    };
    const exported = exportModel(pairs, [{ name: 'z', shape: [2], dtype: 'float32' }]);
    expect(exported).toMatchObject({ batch: 1, reason: expect.stringMatching(/depends on the batch/) });
  });

  test('whose function hands an input on as it is has an output of its own', () => {
    const exported = exportModel(({ z }) => ({ y: z! }), [{ name: 'z', shape: [2], dtype: 'float32' }]);
    expect(run(exported, 3, 2)).toEqual(numbers(6));
  });

  test('cannot be made of a function that changes a variable', () => {
    const count = tf.variable(tf.scalar(0));
    const counting = ({ z }: Record<string, tf.Tensor>) => {
      count.assign(tf.add(count, 1));
      return { y: tf.add(z!, count) };
    };
    expect(() => exportModel(counting, [{ name: 'z', shape: [2], dtype: 'float32' }])).toThrow(
      expect.objectContaining({ code: 'GANX_BACKEND_EXPORT' }),
    );
    count.dispose();
  });
});
