import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../compile/compile.js';
import { registerOnnxBackend } from '../register.js';

const table = () => tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
const rows = (indices: tf.Tensor) => tf.reshape(indices, [-1, 1]);

/** Each takes rows of three from places, or puts values there. */
const operations: Record<string, (indices: tf.Tensor) => tf.Tensor> = {
  gather: (indices) => tf.gather(table(), indices as tf.Tensor1D),
  gatherND: (indices) => tf.gatherND(table(), rows(indices)),
  scatterND: (indices) => tf.scatterND(rows(indices) as tf.Tensor2D, tf.tensor1d([7, 8]), [3]),
  tensorScatterUpdate: (indices) =>
    tf.tensorScatterUpdate(tf.tensor1d([1, 2, 3]), rows(indices) as tf.Tensor2D, tf.tensor1d([7, 8])),
};

/** Whole numbers that nobody knows before the graph runs. */
const computed = (x: tf.Tensor) => tf.cast(tf.sub(x, 1), 'int32');

describe('a computed index', () => {
  beforeAll(async () => {
    registerOnnxBackend({ threads: 1 });
    await tf.setBackend('onnx');
  });

  it.each(Object.entries(operations))('of -1 is refused by %s, and is not the last one', (_name, f) => {
    expect(() => f(computed(tf.tensor1d([0, 1]))).dataSync()).toThrow(/GANX_BACKEND|indices|index/i);
    const step = compile(({ x }: { x: tf.Tensor }) => ({ y: f(computed(x)) }));
    expect(() => step.runSync({ x: tf.tensor1d([0, 1]) })).toThrow(/GANX_BACKEND|indices|index/i);
    const { y } = step.runSync({ x: tf.tensor1d([1, 3]) });
    expect(y.dataSync()).toEqual(f(tf.tensor1d([0, 2], 'int32')).dataSync());
    step.dispose();
  });
});
