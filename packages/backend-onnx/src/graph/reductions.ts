import { int64s, splat } from './constants.js';
import { cast } from './elementwise.js';
import { reshape } from './shaping.js';
import { sizeOf } from './types.js';
import { makeNode, type Value } from './value.js';

export type ReduceOp = 'ReduceSum' | 'ReduceMean' | 'ReduceMax' | 'ReduceMin' | 'ReduceProd';

const overNothing = {
  ReduceSum: 0,
  ReduceMean: NaN,
  ReduceMax: -Infinity,
  ReduceMin: Infinity,
  ReduceProd: 1,
};

export function reduce(op: ReduceOp, x: Value, axes: readonly number[], keepDims = false): Value {
  const kept = x.shape.map((dim, i) => (axes.includes(i) ? 1 : dim));
  const shape = keepDims ? kept : x.shape.filter((_, i) => !axes.includes(i));
  if (sizeOf(x.shape) === 0) return splat(overNothing[op], shape, x.type);
  if (axes.every((axis) => x.shape[axis] === 1)) return reshape(x, shape);
  return makeNode(op, [x, int64s(axes)], [{ type: x.type, shape }], {
    keepdims: { i: keepDims ? 1 : 0 },
  })[0]!;
}

export function argReduce(op: 'ArgMax' | 'ArgMin', x: Value, axis: number): Value {
  const shape = x.shape.filter((_, i) => i !== axis);
  const attributes = { axis: { i: axis }, keepdims: { i: 0 }, select_last_index: { i: 0 } };
  return cast(makeNode(op, [x], [{ type: 'int64', shape }], attributes)[0]!, 'int32');
}
