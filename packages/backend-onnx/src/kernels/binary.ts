import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type Kernel, type KernelTable, kernel, listOf } from './kernel.js';

/** Booleans count as integers in arithmetic. */
const number = (x: g.Value) => (x.type === 'bool' ? g.cast(x, 'int32') : x);
const arithmetic = (op: g.BinaryOp): Kernel =>
  kernel(({ a, b }) => {
    const result = g.binary(op, number(a!), number(b!));
    return g.cast(result, a!.type);
  });
const comparison = (op: g.CompareOp): Kernel => kernel(({ a, b }) => g.compare(op, a!, b!));
const logical = (op: g.BinaryOp): Kernel =>
  kernel(({ a, b }) => g.binary(op, g.cast(a!, 'bool'), g.cast(b!, 'bool')));

function floorDiv(a: g.Value, b: g.Value): g.Value {
  if (a.type === 'float32') return g.unary('Floor', g.div(a, b));
  const quotient = g.div(a, b);
  const inexact = g.unary('Not', g.compare('Equal', g.mul(quotient, b), a));
  const zero = g.num(0, a);
  const signsDiffer = g.binary('Xor', g.compare('Less', a, zero), g.compare('Less', b, zero));
  return g.sub(quotient, g.cast(g.binary('And', inexact, signsDiffer), 'int32'));
}

/** Two inputs, broadcast, element by element. */
export const binaryKernels: KernelTable = {
  [tf.Add]: arithmetic('Add'),
  [tf.AddN]: kernel((inputs) => listOf(inputs).reduce((sum, x) => g.add(sum, x))),
  [tf.Atan2]: kernel(({ a, b }) => atan2(g.cast(a!, 'float32'), g.cast(b!, 'float32'))),
  [tf.BitwiseAnd]: arithmetic('BitwiseAnd'),
  [tf.Equal]: comparison('Equal'),
  [tf.FloorDiv]: kernel(({ a, b }) => floorDiv(number(a!), number(b!))),
  [tf.Greater]: comparison('Greater'),
  [tf.GreaterEqual]: comparison('GreaterOrEqual'),
  [tf.Less]: comparison('Less'),
  [tf.LessEqual]: comparison('LessOrEqual'),
  [tf.LogicalAnd]: logical('And'),
  [tf.LogicalOr]: logical('Or'),
  [tf.LogicalXor]: logical('Xor'),
  [tf.Maximum]: arithmetic('Max'),
  [tf.Minimum]: arithmetic('Min'),
  // the sign of the divisor, as in Python
  [tf.Mod]: kernel(({ a, b }) => {
    const [x, y] = [number(a!), number(b!)];
    if (x.type !== 'float32') return g.binary('Mod', x, y);
    const rest = g.binary('Mod', x, y, { fmod: { i: 1 } });
    const zero = g.scalar(0);
    const flip = g.binary(
      'And',
      g.unary('Not', g.compare('Equal', rest, zero)),
      g.binary('Xor', g.compare('Less', rest, zero), g.compare('Less', y, zero)),
    );
    return g.where(flip, g.add(rest, y), rest);
  }),
  [tf.Multiply]: arithmetic('Mul'),
  [tf.NotEqual]: kernel(({ a, b }) => g.unary('Not', g.compare('Equal', a!, b!))),
  [tf.Pow]: arithmetic('Pow'),
  [tf.RealDiv]: kernel(({ a, b }) => g.div(g.cast(a!, 'float32'), g.cast(b!, 'float32'))),
  [tf.SquaredDifference]: kernel(({ a, b }) => {
    const d = g.sub(number(a!), number(b!));
    return g.mul(d, d);
  }),
  [tf.Sub]: arithmetic('Sub'),
};

function atan2(y: g.Value, x: g.Value): g.Value {
  const zero = g.scalar(0);
  const half = g.scalar(Math.PI / 2);
  const base = g.unary('Atan', g.div(y, x));
  const turn = g.where(g.compare('Less', y, zero), g.scalar(-Math.PI), g.scalar(Math.PI));
  const leftHalf = g.add(base, turn);
  const onAxis = g.where(
    g.compare('Greater', y, zero),
    half,
    g.where(g.compare('Less', y, zero), g.neg(half), zero),
  );
  const sides = g.where(g.compare('Less', x, zero), leftHalf, base);
  const result = g.where(g.compare('Equal', x, zero), onAxis, sides);
  return g.where(g.binary('Or', g.unary('IsNaN', x), g.unary('IsNaN', y)), g.scalar(NaN), result);
}
