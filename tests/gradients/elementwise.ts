import * as tf from '@tensorflow/tfjs-core';
import { apart, type GradientCases, inner, of, ofAll, positive, wave } from './case.js';

/** Whole numbers, or halves between them: what is made of two phases is never near to each other. */
const steps = (shape: readonly number[], phase = 0.4) =>
  tf.add(tf.round(tf.mul(wave(shape, phase), 4)), phase < 1 ? 0 : 0.5);

const broadcasts = {
  'of one shape': [
    [3, 4],
    [3, 4],
  ],
  'by a row': [[3, 4], [4]],
  'by a column': [
    [3, 4],
    [3, 1],
  ],
  'by a scalar': [[3, 4], []],
  'of a scalar': [[], [3, 4]],
  'both ways': [
    [3, 1],
    [1, 4],
  ],
} as const;

function ofTwo(name: string, f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, make = apart): GradientCases {
  return Object.fromEntries(
    Object.entries(broadcasts).map(([how, [a, b]]) => [
      `${name} ${how}`,
      ofAll([make(a, 0.4), make(b, 2.1)], f),
    ]),
  );
}

const unary: Record<string, [(x: tf.Tensor) => tf.Tensor, ((shape: readonly number[]) => tf.Tensor)?]> = {
  abs: [tf.abs],
  acos: [tf.acos, inner],
  acosh: [(x) => tf.acosh(tf.add(x, 1)), positive],
  asin: [tf.asin, inner],
  asinh: [tf.asinh],
  atan: [tf.atan],
  atanh: [tf.atanh, inner],
  cast: [(x) => tf.cast(x, 'float32')],
  ceil: [(x) => tf.mul(x, tf.ceil(x))],
  'clip by value': [(x) => tf.clipByValue(x, -0.7, 0.75)],
  clone: [tf.clone],
  cos: [tf.cos],
  cosh: [tf.cosh],
  elu: [tf.elu],
  erf: [tf.erf],
  exp: [tf.exp],
  expm1: [tf.expm1],
  floor: [(x) => tf.mul(x, tf.floor(x))],
  'is finite': [(x) => tf.mul(x, tf.cast(tf.isFinite(x), 'float32'))],
  'is infinite': [(x) => tf.add(x, tf.cast(tf.isInf(x), 'float32'))],
  'is NaN': [(x) => tf.add(x, tf.cast(tf.isNaN(x), 'float32'))],
  'leaky relu': [(x) => tf.leakyRelu(x, 0.2)],
  log: [tf.log, positive],
  log1p: [tf.log1p, inner],
  'log sigmoid': [tf.logSigmoid],
  neg: [tf.neg],
  'ones like': [(x) => tf.mul(x, tf.onesLike(x))],
  reciprocal: [tf.reciprocal],
  relu: [tf.relu],
  'relu 6': [(x) => tf.relu6(tf.mul(x, 5))],
  round: [(x) => tf.mul(x, tf.round(tf.mul(x, 0.9)))],
  rsqrt: [tf.rsqrt, positive],
  selu: [tf.selu],
  sigmoid: [tf.sigmoid],
  sign: [(x) => tf.mul(x, tf.sign(x))],
  sin: [tf.sin],
  sinh: [tf.sinh],
  softplus: [tf.softplus],
  sqrt: [tf.sqrt, positive],
  square: [tf.square],
  step: [(x) => tf.mul(x, tf.step(x, 0.1))],
  tan: [tf.tan, inner],
  tanh: [tf.tanh],
  'zeros like': [(x) => tf.add(x, tf.zerosLike(x))],
  'hard sigmoid': [(x) => tf.clipByValue(tf.add(tf.mul(0.2, x), 0.5), 0, 1)],
  swish: [(x) => tf.mul(x, tf.sigmoid(x))],
  mish: [(x) => tf.mul(x, tf.tanh(tf.softplus(x)))],
  gelu: [(x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))))],
};

/** Operations on each value by itself, and on two that are broadcast against each other. */
export const elementwise = (): GradientCases => ({
  ...Object.fromEntries(
    Object.entries(unary).map(([name, [f, make = apart]]) => [name, of(make([3, 4]), f)]),
  ),
  ...ofTwo('add', tf.add),
  ...ofTwo('sub', tf.sub),
  ...ofTwo('mul', tf.mul),
  ...ofTwo('div', tf.div),
  ...ofTwo('div without NaN', tf.divNoNan),
  ...ofTwo('maximum', (a, b) => tf.maximum(a, b), steps),
  ...ofTwo('minimum', (a, b) => tf.minimum(a, b), steps),
  ...ofTwo('squared difference', tf.squaredDifference),
  ...ofTwo('atan2', tf.atan2),
  ...ofTwo('pow', (a, b) => tf.pow(a, b), positive),
  ...ofTwo('mod', (a, b) => tf.mod(tf.add(tf.mul(a, 0.05), 4.3), tf.add(tf.mul(b, 0.05), 3)), positive),
  ...ofTwo(
    'floor division',
    (a, b) => tf.add(tf.mul(a, b), tf.floorDiv(tf.add(tf.mul(a, 0.05), 4.3), tf.add(tf.mul(b, 0.05), 3))),
    positive,
  ),
  ...ofTwo('where', (a, b) =>
    tf.where(tf.greater(wave([3, 4], 3), 0), tf.broadcastTo(a, [3, 4]), tf.broadcastTo(b, [3, 4])),
  ),
  'where, broadcast': ofAll([apart([3, 1]), apart([4], 2)], (a, b) =>
    tf.where(tf.greater(wave([3, 4], 3), 0), a, b),
  ),
  'prelu of one slope': ofAll([apart([3, 4]), positive([1])], (x, a) => tf.prelu(x, a)),
  'prelu of a slope for each column': ofAll([apart([3, 4]), positive([4])], (x, a) => tf.prelu(x, a)),
  'prelu of a slope for each value': ofAll([apart([3, 4]), apart([3, 4], 1)], (x, a) => tf.prelu(x, a)),
  'add of many': ofAll([wave([3]), wave([3], 1), wave([3], 2)], (a, b, c) => tf.addN([a, b, c])),
  'square by pow': of(apart([5]), (x) => tf.pow(x, 2)),
  'pow at 0': of(tf.tensor1d([0, 0, 0.7]), (x) =>
    tf.add(tf.pow(x, tf.tensor1d([2, 1, 2])), tf.pow(x, tf.tensor1d([4, 0, 3]))),
  ),
  'third power': of(apart([5]), (x) => tf.pow(x, 3)),
  'comparisons as masks': of(apart([6]), (x) =>
    [tf.greater, tf.greaterEqual, tf.less, tf.lessEqual, tf.equal, tf.notEqual]
      .map((compare) => tf.mul(tf.square(x), tf.cast(compare(x, 0.5), 'float32')))
      .reduce((a, b) => tf.add(a, b)),
  ),
  'logic of masks': of(apart([6]), (x) => {
    const [low, high] = [tf.greater(x, -1), tf.less(x, 1)];
    const masks = [
      tf.logicalAnd(low, high),
      tf.logicalOr(low, high),
      tf.logicalNot(low),
      tf.logicalXor(low, high),
    ];
    return masks.map((m) => tf.mul(tf.square(x), tf.cast(m, 'float32'))).reduce((a, b) => tf.add(a, b));
  }),
});
