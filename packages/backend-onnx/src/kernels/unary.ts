import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type Kernel, type KernelTable, kernel } from './kernel.js';

const float = (x: g.Value) => g.cast(x, 'float32');
/** Operations that exist for floats; integer inputs are computed as floats, as in TensorFlow.js. */
const onFloats = (op: g.UnaryOp): Kernel => kernel(({ x }) => g.unary(op, float(x!)));
/** Rounding leaves integers as they are. */
const rounding = (op: g.UnaryOp): Kernel => kernel(({ x }) => (x!.type === 'float32' ? g.unary(op, x!) : x!));

/** One input, element by element. */
export const unaryKernels: KernelTable = {
  [tf.Abs]: kernel(({ x }) => g.unary('Abs', x!)),
  [tf.Acos]: onFloats('Acos'),
  [tf.Acosh]: onFloats('Acosh'),
  [tf.Asin]: onFloats('Asin'),
  [tf.Asinh]: onFloats('Asinh'),
  [tf.Atan]: onFloats('Atan'),
  [tf.Atanh]: onFloats('Atanh'),
  [tf.Ceil]: rounding('Ceil'),
  [tf.Cos]: onFloats('Cos'),
  [tf.Cosh]: onFloats('Cosh'),
  [tf.Erf]: onFloats('Erf'),
  [tf.Exp]: onFloats('Exp'),
  [tf.Expm1]: kernel(({ x }) => {
    // e^x - 1 = tanh(x/2) * (e^x + 1), without the cancellation near 0
    const v = float(x!);
    const e = g.unary('Exp', v);
    const near = g.mul(g.unary('Tanh', g.mul(v, g.scalar(0.5))), g.add(e, g.scalar(1)));
    return g.where(g.compare('Less', g.unary('Abs', v), g.scalar(1)), near, g.sub(e, g.scalar(1)));
  }),
  [tf.Floor]: rounding('Floor'),
  [tf.IsFinite]: kernel(({ x }) =>
    g.unary('Not', g.binary('Or', g.unary('IsNaN', float(x!)), g.unary('IsInf', float(x!)))),
  ),
  [tf.IsInf]: kernel(({ x }) => g.unary('IsInf', float(x!))),
  [tf.IsNan]: kernel(({ x }) => g.unary('IsNaN', float(x!))),
  [tf.Log]: onFloats('Log'),
  [tf.Log1p]: kernel(({ x }) => {
    // log(u) * x / (u - 1) with u = 1 + x undoes the rounding of u (Goldberg 1991, theorem 4)
    const v = float(x!);
    const u = g.add(v, g.scalar(1));
    const d = g.sub(u, g.scalar(1));
    const exact = g.compare('Equal', d, g.scalar(0));
    const finite = g.compare('Less', v, g.scalar(1));
    const corrected = g.div(g.mul(g.unary('Log', u), v), g.where(exact, g.scalar(1), d));
    return g.where(exact, v, g.where(finite, corrected, g.unary('Log', u)));
  }),
  [tf.LogicalNot]: kernel(({ x }) => g.unary('Not', g.cast(x!, 'bool'))),
  [tf.Neg]: kernel(({ x }) => g.neg(x!)),
  [tf.Reciprocal]: onFloats('Reciprocal'),
  [tf.Round]: rounding('Round'),
  [tf.Rsqrt]: kernel(({ x }) => g.unary('Reciprocal', g.sqrt(float(x!)))),
  [tf.Sigmoid]: onFloats('Sigmoid'),
  // NaN has no sign
  [tf.Sign]: kernel(({ x }) => {
    const above = g.cast(g.compare('Greater', x!, g.num(0, x!)), x!.type);
    const below = g.cast(g.compare('Less', x!, g.num(0, x!)), x!.type);
    return g.sub(above, below);
  }),
  [tf.Sin]: onFloats('Sin'),
  [tf.Sinh]: onFloats('Sinh'),
  [tf.Softplus]: onFloats('Softplus'),
  [tf.Sqrt]: onFloats('Sqrt'),
  [tf.Square]: kernel(({ x }) => g.mul(x!, x!)),
  [tf.Tan]: onFloats('Tan'),
  [tf.Tanh]: onFloats('Tanh'),
};
