import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { activeBackend, type OnnxBackend } from './backend.js';
import { compile } from './compile/compile.js';
import { registerOnnxBackend } from './register.js';

describe('without compile', () => {
  let backend: OnnxBackend;
  beforeAll(async () => {
    registerOnnxBackend({ threads: 2 });
    await tf.setBackend('onnx');
    backend = activeBackend();
  });

  it('an ordinary training loop learns what it learns on the cpu backend', async () => {
    const learn = async (name: string) => {
      await tf.setBackend(name);
      const w = tf.variable(tf.tensor2d([[0], [0]]));
      const x = tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      const y = tf.tensor2d([[5], [11], [17]]);
      const optimizer = tf.train.adam(0.1);
      const loss = () => tf.losses.meanSquaredError(y, tf.matMul(x, w as tf.Tensor2D)) as tf.Scalar;
      for (let i = 0; i < 60; i++) optimizer.minimize(loss);
      return [...(await w.data())];
    };
    const expected = await learn('cpu');
    const seen = await learn('onnx');
    seen.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 4);
    });
  });

  it('nothing is computed before somebody reads', () => {
    const x = tf.tensor1d([1, 2, 3]);
    const y = tf.exp(tf.mul(x, 2));
    expect(backend.dataOf(y.dataId).value!.leaf).toBeNull();
    expect([...tf.log(y).dataSync()].map((v) => Math.round(v))).toEqual([2, 4, 6]);
  });

  it('a loop that reads nothing holds as many tensors after as before', () => {
    const v = tf.variable(tf.zeros([16]));
    const step = () => tf.tidy(() => v.assign(tf.sub(tf.mul(v, 0.5), 1) as tf.Tensor1D));
    for (let i = 0; i < 10; i++) step();
    const before = tf.memory();
    for (let i = 0; i < 5000; i++) step();
    const after = tf.memory();
    expect([after.numTensors, after.numBytes]).toEqual([before.numTensors, before.numBytes]);
    expect(v.dataSync()[0]).toBeCloseTo(-2, 5);
  });

  it('an array that changes after a tensor was made of it does not change the tensor', () => {
    const array = Float32Array.of(1, 2);
    const y = tf.add(tf.tensor1d(array), 1);
    array.fill(100);
    expect([...y.dataSync()]).toEqual([2, 3]);
  });

  it('what was read does not change when the tensor does', () => {
    const v = tf.variable(tf.tensor1d([1, 2]));
    const seen = v.dataSync();
    seen[0] = 50;
    expect([...v.dataSync()]).toEqual([1, 2]);
  });

  it('strings, complex numbers and results of unknown size work, computed by the host', async () => {
    expect(tf.reshape(tf.tensor(['a', 'b']), [2, 1]).dataSync()).toEqual(['a', 'b']);
    const z = tf.complex(tf.tensor1d([1, 0]), tf.tensor1d([0, 1]));
    expect([...tf.abs(tf.mul(z, z)).dataSync()]).toEqual([1, 1]);
    expect([...tf.unique(tf.tensor1d([3, 1, 3])).values.dataSync()]).toEqual([3, 1]);
  });

  it('what the host must compute cannot be traced, and says so', async () => {
    const f = compile(({ x }: { x: tf.Tensor }) => ({ y: tf.unique(x as tf.Tensor1D).values }));
    await expect(f({ x: tf.tensor1d([1, 1]) })).rejects.toMatchObject({
      code: 'GANX_BACKEND_UNTRACEABLE',
      details: { op: 'Unique' },
    });
  });
});
