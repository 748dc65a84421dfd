import { type ElementType, makeArray, type Shape, sameShape, sizeOf, type TypedArray } from './types.js';
import { constantData, makeLeaf, makeNode, type Value } from './value.js';

export function constant(data: TypedArray, shape: Shape, type: ElementType): Value {
  return makeLeaf(type, shape, { kind: 'constant', data });
}

/** A one-dimensional int64 constant: the way ONNX takes shapes, axes, starts and pads. */
export function int64s(values: readonly number[]): Value {
  return constant(BigInt64Array.from(values, BigInt), [values.length], 'int64');
}

export function floats(values: readonly number[] | Float32Array, shape: Shape = [values.length]): Value {
  return constant(Float32Array.from(values), shape, 'float32');
}

export function int32s(values: readonly number[] | Int32Array, shape: Shape = [values.length]): Value {
  return constant(Int32Array.from(values), shape, 'int32');
}

export function scalar(value: number, type: ElementType = 'float32'): Value {
  const data = makeArray(type, 1);
  if (data instanceof BigInt64Array) data[0] = BigInt(value);
  else data[0] = value;
  return constant(data, [], type);
}

/** `shape` filled with one number, kept as a broadcast so that later passes can drop it. */
export function splat(value: number, shape: Shape, type: ElementType): Value {
  if (sizeOf(shape) === 0) return constant(makeArray(type, 0), shape, type);
  return expand(scalar(value, type), shape);
}

/** Broadcasts `x` to exactly `shape`. */
export function expand(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  return makeNode('Expand', [x, int64s(shape)], [{ type: x.type, shape: [...shape] }])[0]!;
}

/** The number that every element of `value` equals, where that is known. */
export function splatNumber(value: Value): number | null {
  let source = value;
  while (
    source.node &&
    (source.node.op === 'Expand' || source.node.op === 'Reshape') &&
    source.node.domain === ''
  ) {
    source = source.node.inputs[0]!;
  }
  const data = constantData(source);
  if (!data || data.length === 0 || data.length > 65536) return null;
  const first = data[0]!;
  for (let i = 1; i < data.length; i++) if (data[i] !== first) return null;
  return Number(first);
}
