import { scalar } from './constants.js';
import { broadcastShapes, type ElementType } from './types.js';
import { type Attributes, makeNode, type Value } from './value.js';

export type UnaryOp =
  | 'Abs'
  | 'Neg'
  | 'Exp'
  | 'Log'
  | 'Sqrt'
  | 'Reciprocal'
  | 'Sigmoid'
  | 'Tanh'
  | 'Relu'
  | 'Softplus'
  | 'Elu'
  | 'HardSigmoid'
  | 'Selu'
  | 'LeakyRelu'
  | 'Floor'
  | 'Ceil'
  | 'Round'
  | 'Sign'
  | 'Erf'
  | 'Sin'
  | 'Cos'
  | 'Tan'
  | 'Asin'
  | 'Acos'
  | 'Atan'
  | 'Sinh'
  | 'Cosh'
  | 'Asinh'
  | 'Acosh'
  | 'Atanh'
  | 'Not'
  | 'IsNaN'
  | 'IsInf'
  | 'ThresholdedRelu';

export type BinaryOp =
  | 'Add'
  | 'Sub'
  | 'Mul'
  | 'Div'
  | 'Pow'
  | 'Max'
  | 'Min'
  | 'Mod'
  | 'PRelu'
  | 'And'
  | 'Or'
  | 'Xor'
  | 'BitwiseAnd';

export type CompareOp = 'Equal' | 'Greater' | 'GreaterOrEqual' | 'Less' | 'LessOrEqual';

export function unary(op: UnaryOp, x: Value, attributes: Attributes = {}): Value {
  const type = op === 'IsNaN' || op === 'IsInf' ? 'bool' : x.type;
  return makeNode(op, [x], [{ type, shape: x.shape }], attributes)[0]!;
}

export function binary(op: BinaryOp, a: Value, b: Value, attributes: Attributes = {}): Value {
  return makeNode(op, [a, b], [{ type: a.type, shape: broadcastShapes(a.shape, b.shape) }], attributes)[0]!;
}

export function compare(op: CompareOp, a: Value, b: Value): Value {
  const comparable = (x: Value) => (x.type === 'bool' && op !== 'Equal' ? cast(x, 'int32') : x);
  const shape = broadcastShapes(a.shape, b.shape);
  return makeNode(op, [comparable(a), comparable(b)], [{ type: 'bool', shape }])[0]!;
}

export function cast(x: Value, type: ElementType): Value {
  if (x.type === type) return x;
  const code = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 }[type];
  return makeNode('Cast', [x], [{ type, shape: x.shape }], { to: { i: code } })[0]!;
}

export function where(condition: Value, a: Value, b: Value): Value {
  if (a.type === 'bool') {
    return cast(where(condition, cast(a, 'int32'), cast(b, 'int32')), 'bool');
  }
  const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape));
  return makeNode('Where', [condition, a, b], [{ type: a.type, shape }])[0]!;
}

export const add = (a: Value, b: Value): Value => binary('Add', a, b);
export const sub = (a: Value, b: Value): Value => binary('Sub', a, b);
export const mul = (a: Value, b: Value): Value => binary('Mul', a, b);
export const div = (a: Value, b: Value): Value => binary('Div', a, b);
export const neg = (a: Value): Value => unary('Neg', a);
export const sqrt = (a: Value): Value => unary('Sqrt', a);
/** A scalar of the element type of `like`. */
export const num = (value: number, like: Value): Value => scalar(value, like.type);
