import '@tensorflow/tfjs-layers'; // registers TensorFlow.js's gradients
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerOnnxBackend } from '../register.js';
import { compile } from './compile.js';

type Fn = (x: tf.Tensor) => tf.Tensor;

const wave = (shape: number[], phase: number) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(1.7 * i + phase)),
    shape,
  );
};

/** One head over a sequence [B,T,C], as in a self-attention critic. */
const attention: Fn = (x) => {
  const [query, key, value] = [0.1, 0.9, 1.7].map((phase) => tf.reshape(wave([1, 4, 4], phase), [1, 4, 4]));
  const of = (w: tf.Tensor) => tf.matMul(x as tf.Tensor3D, tf.tile(w, [x.shape[0]!, 1, 1]) as tf.Tensor3D);
  const scores = tf.softmax(tf.mul(tf.matMul(of(query!), of(key!), false, true), 0.5));
  return tf.add(x, tf.matMul(scores as tf.Tensor3D, of(value!)));
};

const functions: Record<string, Fn> = {
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  exp: tf.exp,
  softmax: (x) => tf.softmax(x),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  attention,
};

describe('slopes of slopes in a compiled function agree with finite differences', () => {
  beforeAll(async () => {
    registerOnnxBackend({ threads: 1 });
    await tf.setBackend('onnx');
  });

  it.each(Object.entries(functions))('%s', (_name, f) => {
    const start = Float32Array.from(wave([2, 3, 4], 0.4).dataSync());
    // R1 of a critic that is f and an uneven sum
    const penalty = (x: tf.Tensor) => {
      const critic = (at: tf.Tensor) => tf.sum(tf.mul(f(at), wave([2, 3, 4], 2.2)));
      return tf.sum(tf.square(tf.grad(critic)(x)));
    };
    const both = compile(({ x }: { x: tf.Tensor }) => ({ value: penalty(x), slope: tf.grad(penalty)(x) }));
    const at = (values: Float32Array) => {
      const { value, slope } = both.runSync({ x: tf.tensor(values, [2, 3, 4]) });
      return { value: value.dataSync()[0]!, slope: slope.dataSync() };
    };
    const { slope } = at(start);
    const scale = Math.max(...slope.map(Math.abs));
    expect(scale).toBeGreaterThan(1e-2);
    for (let i = 0; i < start.length; i++) {
      const moved = (step: number) => at(start.map((x, j) => (i === j ? x + step : x))).value;
      const numeric = (moved(5e-3) - moved(-5e-3)) / 1e-2;
      expect(Math.abs(slope[i]! - numeric), `element ${i}: ${slope[i]}, ${numeric}`).toBeLessThan(
        0.01 * scale,
      );
    }
    both.dispose();
  });
});
