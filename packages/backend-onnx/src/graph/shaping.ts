import { int64s, scalar } from './constants.js';
import { type Shape, sameShape, sizeOf } from './types.js';
import { makeNode, type Value } from './value.js';

export function reshape(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const source = x.node?.op === 'Reshape' && x.node.domain === '' ? x.node.inputs[0]! : x;
  if (sameShape(source.shape, shape)) return source;
  // allowzero: a 0 in the shape is an empty axis, not "copy the axis of the input"
  return makeNode('Reshape', [source, int64s(shape)], [{ type: x.type, shape: [...shape] }], {
    allowzero: { i: 1 },
  })[0]!;
}

export function transpose(x: Value, perm: readonly number[]): Value {
  if (perm.every((p, i) => p === i)) return x;
  const shape = perm.map((p) => x.shape[p]!);
  return makeNode('Transpose', [x], [{ type: x.type, shape }], { perm: { is: perm } })[0]!;
}

export function concat(values: readonly Value[], axis: number): Value {
  const first = values[0]!;
  const parts = values.filter((v) => sizeOf(v.shape) > 0);
  const shape = [...(parts[0] ?? first).shape];
  shape[axis] = values.reduce((sum, v) => sum + v.shape[axis]!, 0);
  if (parts.length === 0) return reshape(first, shape);
  if (parts.length === 1) return parts[0]!;
  return makeNode('Concat', parts, [{ type: first.type, shape }], { axis: { i: axis } })[0]!;
}

export interface SliceRange {
  begin: readonly number[];
  /** Exclusive. For a negative step -1 stands before the first element, as `-dim - 1`. */
  end: readonly number[];
  step?: readonly number[];
}

/** Slices all axes; `begin` is within the shape. */
export function slice(x: Value, { begin, end, step }: SliceRange): Value {
  const steps = step ?? begin.map(() => 1);
  const shape = begin.map((b, i) => {
    const s = steps[i]!;
    const e = s < 0 && end[i]! < 0 ? -1 : end[i]!;
    return Math.max(0, Math.ceil((e - b) / s));
  });
  const axes = shape
    .map((_, i) => i)
    .filter((i) => begin[i] !== 0 || shape[i] !== x.shape[i] || steps[i] !== 1);
  if (axes.length === 0) return x;
  const pick = (list: readonly number[]) => int64s(axes.map((a) => list[a]!));
  return makeNode(
    'Slice',
    [x, pick(begin), pick(end), int64s(axes), pick(steps)],
    [{ type: x.type, shape }],
  )[0]!;
}

export function pad(x: Value, before: readonly number[], after: readonly number[], value = 0): Value {
  if (before.every((p) => p === 0) && after.every((p) => p === 0)) return x;
  const shape = x.shape.map((dim, i) => dim + before[i]! + after[i]!);
  return makeNode(
    'Pad',
    [x, int64s([...before, ...after]), scalar(value, x.type)],
    [{ type: x.type, shape }],
  )[0]!;
}

export function tile(x: Value, reps: readonly number[]): Value {
  const shape = x.shape.map((dim, i) => dim * reps[i]!);
  if (sameShape(shape, x.shape)) return x;
  return makeNode('Tile', [x, int64s(reps)], [{ type: x.type, shape }])[0]!;
}

/** Takes `indices` (int32 or int64) along `axis`. */
export function gather(x: Value, indices: Value, axis: number): Value {
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return makeNode('Gather', [x, indices], [{ type: x.type, shape }], { axis: { i: axis } })[0]!;
}

/** Adds an axis of length 1 at each position (positions in the result). */
export function unsqueeze(x: Value, axis: number): Value {
  const shape = [...x.shape];
  shape.splice(axis, 0, 1);
  return reshape(x, shape);
}
