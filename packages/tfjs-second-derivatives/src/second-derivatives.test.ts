import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers TensorFlow.js's own gradients
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerSecondDerivatives } from './index.js';

type Fn = (x: tf.Tensor) => tf.Tensor;

/** Sum of squared first derivatives, as gradient penalties have it. */
const penalty = (f: Fn) => (x: tf.Tensor) =>
  tf.sum(tf.square(tf.grad((v: tf.Tensor) => tf.sum(tf.mul(f(v), weights(f(v).shape))))(x)));

/** Fixed uneven weights, so that no symmetric mistake cancels. */
const weights = (shape: number[]) =>
  tf.reshape(
    tf.sin(
      tf.add(
        tf.mul(
          tf.range(
            0,
            shape.reduce((a, b) => a * b, 1),
          ),
          1.7,
        ),
        0.3,
      ),
    ),
    shape,
  );

function expectSlopesAgree(f: Fn, at: tf.Tensor, tolerance = 2e-2): void {
  tf.tidy(() => {
    const exact = tf.grad(f)(at).dataSync();
    const x = at.dataSync() as Float32Array;
    const step = 1e-2;
    x.forEach((_, i) => {
      const valueAt = (move: number) => {
        const moved = Float32Array.from(x);
        moved[i]! += move;
        return f(tf.tensor(moved, at.shape)).dataSync()[0]!;
      };
      const numeric = (valueAt(step) - valueAt(-step)) / (2 * step);
      expect(Math.abs(exact[i]! - numeric), `element ${i}: ${exact[i]} against ${numeric}`).toBeLessThan(
        tolerance * Math.max(1, Math.abs(numeric)),
      );
    });
  });
}

const points = () => tf.tensor1d([-2, -1.1, -0.35, 0.45, 1.05, 2.4]);
const image = (h: number, w: number, c: number) =>
  tf.reshape(tf.sin(tf.mul(tf.range(0, h * w * c), 2.3)), [1, h, w, c]);

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerSecondDerivatives();
});

describe('registerSecondDerivatives', () => {
  const elementwise: Record<string, Fn> = {
    relu: tf.relu,
    'leaky relu': (x) => tf.leakyRelu(x, 0.2),
    elu: tf.elu,
    selu: tf.selu,
    'relu 6': tf.relu6,
    prelu: (x) => tf.prelu(x as tf.Tensor1D, tf.tensor1d([0.2])),
    tanh: tf.tanh,
    sigmoid: tf.sigmoid,
    softplus: tf.softplus,
    exp: tf.exp,
    softmax: (x) => tf.softmax(x),
    'x sigmoid(x)': (x) => tf.mul(x, tf.sigmoid(x)),
    'square of tanh': (x) => tf.square(tf.tanh(x)),
    'maximum of two functions': (x) => tf.maximum(tf.square(x), tf.mul(x, 0.7)),
    'max over an axis': (x) => tf.max(tf.reshape(tf.square(x), [3, 2]), 1),
    'min over an axis': (x) => tf.min(tf.reshape(tf.square(x), [3, 2]), 1),
    'where with a comparison': (x) =>
      tf.where(tf.logicalAnd(tf.less(x, 1), tf.notEqual(x, 0)), tf.square(x), x),
  };
  for (const [name, f] of Object.entries(elementwise)) {
    test(`the second derivative of ${name} agrees with finite differences`, () => {
      expectSlopesAgree((x) => tf.sum(tf.mul(f(x), weights(f(x).shape))), points());
      expectSlopesAgree(penalty(f), points());
    });
  }

  const spatial: Record<string, [Fn, () => tf.Tensor]> = {
    'average pooling': [(x) => tf.avgPool(tf.square(x) as tf.Tensor4D, 2, 2, 'same'), () => image(4, 4, 2)],
    'average pooling with overlap': [
      (x) => tf.avgPool(tf.square(x) as tf.Tensor4D, 3, 1, 'valid'),
      () => image(4, 4, 1),
    ],
    'max pooling': [(x) => tf.maxPool(tf.square(x) as tf.Tensor4D, 2, 2, 'same'), () => image(4, 4, 2)],
    'nearest resizing': [
      (x) => tf.image.resizeNearestNeighbor(tf.square(x) as tf.Tensor4D, [4, 6]),
      () => image(2, 3, 2),
    ],
    'bilinear resizing': [
      (x) => tf.image.resizeBilinear(tf.square(x) as tf.Tensor4D, [6, 6]),
      () => image(3, 3, 2),
    ],
    'batch normalization by its own moments': [
      (x) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return tf.batchNorm(
          x,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          tf.tensor1d([0.1, 0.2]),
          tf.tensor1d([0.7, 1.3]),
          1e-2,
        );
      },
      () => image(2, 2, 2),
    ],
  };
  for (const [name, [f, at]] of Object.entries(spatial)) {
    test(`the second derivative of ${name} agrees with finite differences`, () => {
      expectSlopesAgree((x) => tf.sum(tf.mul(f(x), weights(f(x).shape))), at());
      // Squared, so that what flows back depends on x and the transposed map matters.
      expectSlopesAgree(
        penalty((x) => tf.square(f(x))),
        at(),
        4e-2,
      );
    });
  }

  const kernelOf = (h: number, i: number, o: number) =>
    tf.reshape(tf.cos(tf.mul(tf.range(0, h * h * i * o), 1.9)), [h, h, i, o]) as tf.Tensor4D;
  const convolutions: Record<string, (x: tf.Tensor, kernel: tf.Tensor4D) => tf.Tensor> = {
    convolution: (x, kernel) => tf.conv2d(x as tf.Tensor4D, kernel, 2, 'same'),
    'transposed convolution': (x, kernel) =>
      tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, [1, 8, 8, 2], 2, 'same'),
  };
  for (const [name, convolve] of Object.entries(convolutions)) {
    test(`a penalty on the slope of a ${name} has the right derivative by input and by kernel`, () => {
      expectSlopesAgree(
        penalty((x) => tf.square(convolve(x, kernelOf(3, 2, 2)))),
        image(4, 4, 2),
        4e-2,
      );
      expectSlopesAgree(
        (kernel) => penalty((x) => tf.square(convolve(x, kernel as tf.Tensor4D)))(image(4, 4, 2)),
        kernelOf(3, 2, 2),
        4e-2,
      );
    });
  }

  test('overlapping windows of max pooling are refused with their sizes', () => {
    const f: Fn = (x) => tf.square(tf.maxPool(x as tf.Tensor4D, 3, 1, 'same'));
    expect(() => tf.grad(penalty(f))(image(4, 4, 1))).toThrow(
      'NO_GRADIENT MaxPool: it has a second derivative only where its windows tile the image: size 3x3, stride 1x1, image 4x4.',
    );
  });

  test('first derivatives stay finite where the saved output used to protect them', () => {
    const far = tf.tensor1d([-100, -30, 30, 100]);
    for (const f of [tf.tanh, tf.sigmoid, tf.elu, tf.softplus, tf.selu] as Fn[]) {
      for (const value of tf.grad(f)(far).dataSync()) expect(value).toSatisfy(Number.isFinite);
    }
  });

  test('a repeated tensor gets the sum over its repetitions, whichever axes are repeated', () => {
    const repetitions = [
      [1, 1, 1],
      [3, 1, 1],
      [1, 2, 1],
      [1, 1, 4],
      [2, 1, 3],
      [2, 3, 2],
    ] as const;
    for (const reps of repetitions) {
      const x = tf.reshape(tf.sin(tf.range(0, 12)), [2, 3, 2]);
      const f = (v: tf.Tensor) =>
        tf.sum(tf.mul(tf.square(tf.tile(v, [...reps])), weights(repeatedShape(reps))));
      expectSlopesAgree(f, x);
      expectSlopesAgree(
        penalty((v) => tf.square(tf.tile(v, [...reps]))),
        x,
      );
    }
  });

  test('repeating over many positions records few operations', async () => {
    const f = (x: tf.Tensor) => tf.sum(tf.square(tf.tile(x, [16, 16, 1])));
    const { kernels } = await tf.profile(() => tf.grad(f)(tf.ones([1, 1, 4])));
    expect(kernels.length).toBeLessThan(40);
  });
});

const repeatedShape = (reps: readonly number[]) => [2, 3, 2].map((size, axis) => size * reps[axis]!);
