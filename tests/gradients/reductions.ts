import * as tf from '@tensorflow/tfjs-core';
import { apart, type GradientCases, of, ofAll, positive, refusing, wave } from './case.js';

/** Values within 0.2 and 0.8. */
const inner01 = (shape: readonly number[], phase = 0.4) => tf.add(tf.mul(wave(shape, phase), 0.3), 0.5);

type Reduce = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const ways: Record<string, [(number | number[])?, boolean?]> = {
  'over all': [],
  'over the first axis': [0],
  'over the middle axis': [1],
  'over the last axis, kept': [-1, true],
  'over two axes': [[0, 2]],
};

const everyWay = (name: string, f: Reduce, make = apart): GradientCases =>
  Object.fromEntries(
    Object.entries(ways).map(([how, [axis, keep]]) => [
      `${name} ${how}`,
      of(make([2, 3, 4]), (x) => f(x, axis, keep)),
    ]),
  );

/** Operations that take values together: sums, extremes, norms, sums on the way, softmax. */
export const reductions = (): GradientCases => ({
  ...everyWay('sum', tf.sum),
  ...everyWay('mean', tf.mean),
  ...everyWay('max', tf.max),
  ...everyWay('min', tf.min),
  ...everyWay('prod', tf.prod, positive),
  ...everyWay('log of a sum of exponentials', tf.logSumExp),
  ...everyWay('variance', (x, axis, keep) => tf.moments(x, axis, keep).variance),
  ...everyWay('euclidean norm', (x, axis, keep) => tf.norm(x, 'euclidean', axis as number, keep)),
  '1-norm': of(apart([3, 4]), (x) => tf.norm(x, 1, 1)),
  'infinite norm': of(tf.tensor2d([1, -3, 2, 0.5, 4, -1], [2, 3]), (x) => tf.norm(x, Infinity, 1)),
  'normalizing to length 1': of(apart([3, 4]), (x) =>
    tf.div(x, tf.maximum(tf.norm(x, 'euclidean', 1, true), 1e-6)),
  ),
  'all and any as masks': of(apart([3, 4]), (x) =>
    tf.mul(x, tf.cast(tf.logicalOr(tf.all(tf.less(x, 9)), tf.any(tf.less(x, -9))), 'float32')),
  ),
  'argmax and argmin as indices': of(apart([3, 4]), (x) =>
    tf.add(tf.gather(x, tf.argMax(x, 0)), tf.gather(x, tf.argMin(x, 0), 0)),
  ),
  ...Object.fromEntries(
    [false, true].flatMap((exclusive) =>
      [false, true].flatMap((reverse) =>
        [0, 1, 2].map((axis) => [
          `sum on the way, axis ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
          of(apart([2, 3, 4]), (x) => tf.cumsum(x, axis, exclusive, reverse)),
        ]),
      ),
    ),
  ),
  'product on the way': refusing(
    'first',
    tf.Cumprod,
    of(positive([5]), (x) => tf.cumprod(x)),
  ),
  softmax: of(apart([3, 4]), (x) => tf.softmax(x)),
  'softmax of a cube': of(apart([2, 2, 3]), (x) => tf.softmax(x, 2)),
  'log softmax': of(apart([3, 4]), (x) => tf.logSoftmax(x)),
  'softmax cross-entropy': ofAll([positive([3, 4]), apart([3, 4])], (labels, logits) =>
    tf.losses.softmaxCrossEntropy(labels, logits),
  ),
  'sigmoid cross-entropy': ofAll([positive([3, 4]), apart([3, 4])], (labels, logits) =>
    tf.losses.sigmoidCrossEntropy(labels, logits),
  ),
  'other losses': ofAll([inner01([3, 4]), inner01([3, 4], 2)], (a, b) =>
    tf.addN([
      tf.losses.absoluteDifference(a, b),
      tf.losses.cosineDistance(a, b, 1),
      tf.losses.hingeLoss(a, b),
      tf.losses.huberLoss(a, b, undefined, 0.2),
      tf.losses.logLoss(a, b),
      tf.losses.meanSquaredError(a, b),
    ]),
  ),
  'sum of segments': of(apart([5, 2]), (x) =>
    tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 0, 1, 2], 'int32'), 4),
  ),
  'values of the largest': of(wave([2, 5]), (x) => tf.topk(x, 2).values),
});
