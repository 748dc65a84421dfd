import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

const SELU_SCALE = tf.backend_util.SELU_SCALE;
const SELU_ALPHA = tf.backend_util.SELU_SCALEALPHA / SELU_SCALE;

export function relu(x: g.Value): g.Value {
  return x.type === 'float32' ? g.unary('Relu', x) : g.binary('Max', x, g.num(0, x));
}

export function leakyRelu(x: g.Value, alpha: number): g.Value {
  return g.unary('LeakyRelu', g.cast(x, 'float32'), { alpha: { f: alpha } });
}

/** x where x >= 0, alpha * x elsewhere; alpha broadcasts to x. */
export function prelu(x: g.Value, alpha: g.Value): g.Value {
  const v = g.cast(x, 'float32');
  return g.where(g.compare('Less', v, g.scalar(0)), g.mul(v, alpha), v);
}

export function relu6(x: g.Value): g.Value {
  return g.binary('Min', relu(x), g.num(6, x));
}

export function elu(x: g.Value): g.Value {
  return g.unary('Elu', x, { alpha: { f: 1 } });
}

/** The activations that TensorFlow.js fuses into matrix products and convolutions. */
export function applyActivation(
  x: g.Value,
  activation: string | null | undefined,
  preluWeights: g.Value | undefined,
  leakyreluAlpha: number | undefined,
): g.Value {
  switch (activation) {
    case undefined:
    case null:
    case 'linear':
      return x;
    case 'relu':
      return relu(x);
    case 'relu6':
      return relu6(x);
    case 'elu':
      return elu(x);
    case 'prelu':
      return prelu(x, preluWeights!);
    case 'leakyrelu':
      return leakyRelu(x, leakyreluAlpha ?? 0.2);
    case 'sigmoid':
      return g.unary('Sigmoid', x);
    default:
      throw new RangeError(`unknown fused activation '${activation}'`);
  }
}

export const activationKernels: KernelTable = {
  [tf.Elu]: kernel(({ x }) => elu(g.cast(x!, 'float32'))),
  // y is elu(x), so the derivative is y + 1 below 0
  [tf.EluGrad]: kernel(({ dy, y }) =>
    g.where(g.compare('GreaterOrEqual', y!, g.scalar(0)), dy!, g.mul(dy!, g.add(y!, g.scalar(1)))),
  ),
  [tf.LeakyRelu]: kernel<{ alpha: number }>(({ x }, { alpha }) => leakyRelu(x!, alpha)),
  [tf.Prelu]: kernel(({ x, alpha }) => prelu(x!, alpha!)),
  [tf.Relu]: kernel(({ x }) => relu(x!)),
  [tf.Relu6]: kernel(({ x }) => relu6(x!)),
  [tf.Selu]: kernel(({ x }) =>
    g.unary('Selu', g.cast(x!, 'float32'), { alpha: { f: SELU_ALPHA }, gamma: { f: SELU_SCALE } }),
  ),
  // 1 above 0, alpha elsewhere, NaN stays NaN
  [tf.Step]: kernel<{ alpha: number }>(({ x }, { alpha }) => {
    const v = g.cast(x!, 'float32');
    const step = g.where(g.compare('Greater', v, g.scalar(0)), g.scalar(1), g.scalar(alpha));
    return g.cast(g.where(g.unary('IsNaN', v), v, step), x!.type);
  }),
};
