import * as tf from '@tensorflow/tfjs-core';
import { apart, type GradientCases, of, ofAll, positive, wave } from './case.js';

const transposes = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));

/** Products, convolutions, and what is made of them. */
export const linear = (): GradientCases => ({
  ...Object.fromEntries(
    transposes.map(([a, b]) => [
      `product of matrices${a ? ', first transposed' : ''}${b ? ', second transposed' : ''}`,
      ofAll([wave(a ? [4, 3] : [3, 4]), wave(b ? [2, 4] : [4, 2], 1)], (x, y) => tf.matMul(x, y, a, b)),
    ]),
  ),
  ...Object.fromEntries(
    transposes.map(([a, b]) => [
      `product of batches${a ? ', first transposed' : ''}${b ? ', second transposed' : ''}`,
      ofAll([wave(a ? [2, 4, 3] : [2, 3, 4]), wave(b ? [2, 2, 4] : [2, 4, 2], 1)], (x, y) =>
        tf.matMul(x, y, a, b),
      ),
    ]),
  ),
  'product of a batch with one matrix': ofAll([wave([2, 3, 4]), wave([1, 4, 2], 1)], (x, y) =>
    tf.matMul(x, y),
  ),
  'product of one matrix with a batch': ofAll([wave([1, 3, 4]), wave([2, 4, 2], 1)], (x, y) =>
    tf.matMul(x, y),
  ),
  'dot of vectors': ofAll([wave([4]), wave([4], 1)], (x, y) => tf.dot(x, y)),
  'dot of a matrix and a vector': ofAll([wave([3, 4]), wave([4], 1)], (x, y) => tf.dot(x, y)),
  'einsum of matrices': ofAll([wave([3, 4]), wave([4, 2], 1)], (x, y) => tf.einsum('ij,jk->ki', x, y)),
  'einsum of batches': ofAll([wave([2, 3, 4]), wave([2, 4, 2], 1)], (x, y) =>
    tf.einsum('bij,bjk->bik', x, y),
  ),
  'einsum of one': of(wave([3, 4]), (x) => tf.einsum('ij->j', x)),
  'fused product': ofAll([wave([3, 4]), wave([4, 2], 1), wave([2], 2)], (a, b, bias) =>
    tf.fused.matMul({ a, b, bias, activation: 'relu' }),
  ),
  'fused linear product': ofAll([wave([3, 4]), wave([4, 2], 1), wave([2], 2)], (a, b, bias) =>
    tf.fused.matMul({ a, b, bias, activation: 'linear' }),
  ),
  'fused product, both transposed': ofAll([wave([4, 3]), wave([2, 4], 1), wave([2], 2)], (a, b, bias) =>
    tf.fused.matMul({ a, b, bias, transposeA: true, transposeB: true }),
  ),
  ...Object.fromEntries(
    ([1, 2, [2, 1]] as const).flatMap((strides) =>
      (typeof strides === 'number' ? (['same', 'valid', 1] as const) : (['same', 'valid'] as const)).map(
        (pad) => [
          `convolution, strides ${strides}, pad ${pad}`,
          ofAll([wave([2, 5, 4, 2]), wave([3, 2, 2, 3], 1)], (x, w) =>
            tf.conv2d(x, w, strides as number, pad, 'NHWC', 1, pad === 1 ? 'floor' : undefined),
          ),
        ],
      ),
    ),
  ),
  'convolution with padding for each side': ofAll([wave([1, 4, 4, 1]), wave([3, 3, 1, 2], 1)], (x, w) =>
    tf.conv2d(x, w, 1, [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 0],
    ]),
  ),
  'dilated convolution': ofAll([wave([1, 6, 6, 2]), wave([3, 2, 2, 3], 1)], (x, w) =>
    tf.conv2d(x, w, 1, 'same', 'NHWC', 2),
  ),
  'dilated convolution, valid': ofAll([wave([1, 6, 6, 2]), wave([3, 2, 2, 3], 1)], (x, w) =>
    tf.conv2d(x, w, 1, 'valid', 'NHWC', [2, 1]),
  ),
  'convolution along one axis': ofAll([wave([2, 6, 2]), wave([3, 2, 3], 1)], (x, w) =>
    tf.conv1d(x, w, 2, 'same'),
  ),
  ...Object.fromEntries(
    (['same', 'valid'] as const).map((pad) => [
      `transposed convolution, pad ${pad}`,
      ofAll([wave([1, 3, 3, 2]), wave([3, 3, 2, 2], 1)], (x, w) =>
        tf.conv2dTranspose(x, w, pad === 'same' ? [1, 6, 6, 2] : [1, 7, 7, 2], 2, pad),
      ),
    ]),
  ),
  ...Object.fromEntries(
    (['same', 'valid'] as const).flatMap((pad) =>
      [1, 2].map((stride) => [
        `depthwise convolution, stride ${stride}, pad ${pad}`,
        ofAll([wave([1, 5, 5, 2]), wave([3, 3, 2, 2], 1)], (x, w) => tf.depthwiseConv2d(x, w, stride, pad)),
      ]),
    ),
  ),
  'dilated depthwise convolution': ofAll([wave([1, 5, 5, 2]), wave([2, 2, 2, 1], 1)], (x, w) =>
    tf.depthwiseConv2d(x, w, 1, 'same', 'NHWC', 2),
  ),
  'separable convolution': ofAll(
    [wave([1, 4, 4, 2]), wave([3, 3, 2, 1], 1), wave([1, 1, 2, 3], 2)],
    (x, d, p) => tf.separableConv2d(x, d, p, 1, 'same'),
  ),
  ...Object.fromEntries(
    (['same', 'valid'] as const).map((pad) => [
      `convolution of volumes, pad ${pad}`,
      ofAll([wave([1, 3, 4, 3, 1]), wave([2, 2, 2, 1, 2], 1)], (x, w) =>
        tf.conv3d(x, w, pad === 'same' ? 2 : 1, pad),
      ),
    ]),
  ),
  'transposed convolution of volumes': ofAll([wave([1, 2, 2, 2, 1]), wave([2, 2, 2, 2, 1], 1)], (x, w) =>
    tf.conv3dTranspose(x, w, [1, 4, 4, 4, 2], 2, 'same'),
  ),
  'fused convolution': ofAll([wave([1, 4, 4, 1]), wave([3, 3, 1, 2], 1), wave([2], 2)], (x, filter, bias) =>
    tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'linear' }),
  ),
  'fused convolution and relu': ofAll(
    [wave([1, 4, 4, 1]), wave([3, 3, 1, 2], 1), tf.tensor1d([9, -9])],
    (x, filter, bias) => tf.fused.conv2d({ x, filter, strides: 2, pad: 'same', bias, activation: 'relu' }),
  ),
  'fused depthwise convolution': ofAll(
    [wave([1, 4, 4, 2]), wave([3, 3, 2, 1], 1), wave([2], 2)],
    (x, filter, bias) => tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad: 'same', bias }),
  ),
  'batch normalization': ofAll(
    [wave([2, 2, 2, 3]), wave([3], 1), positive([3]), wave([3], 2), positive([3], 3)],
    (x, mean, variance, offset, scale) => tf.batchNorm(x, mean, variance, offset, scale, 1e-2),
  ),
  'batch normalization of rows': ofAll([wave([4, 3]), wave([3], 1), positive([3])], (x, mean, variance) =>
    tf.batchNorm(x, mean, variance, tf.zeros([3]), tf.ones([3]), 1e-2),
  ),
  'batch normalization by numbers for each value': ofAll(
    [wave([1, 2, 2, 2]), wave([1, 2, 2, 2], 1), positive([1, 2, 2, 2])],
    (x, mean, variance) =>
      tf.batchNorm(x, mean, variance, tf.zerosLike(variance), tf.onesLike(variance), 1e-2),
  ),
  'batch normalization by own moments': of(apart([4, 3]), (x) => {
    const { mean, variance } = tf.moments(x, 0);
    return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, tf.zeros([3]), tf.ones([3]), 1e-2);
  }),
});
