import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';
import { refuseNegative } from './selection.js';

/**
 * Adds rows of `updates` into zeros of `shape`, at `indices` [...,K] of its first K axes. One place after the other, so that
 * rows that meet are added in one order; ONNX's ScatterND may run in parallel.
 */
function scatterSum(indices: g.Value, updates: g.Value, shape: readonly number[]): g.Value {
  const depth = indices.shape.at(-1)!;
  const rows = g.sizeOf(indices.shape.slice(0, -1));
  const inner = g.sizeOf(shape.slice(depth));
  const strides = shape.slice(0, depth).map((_, axis) => g.sizeOf(shape.slice(axis + 1, depth)));
  const weighted = g.mul(g.reshape(g.cast(indices, 'int32'), [rows, depth]), g.int32s(strides, [1, depth]));
  const row = g.reshape(g.reduce('ReduceSum', weighted, [1]), [rows, 1]);
  const [sum] = g.makeNode(
    'ScatterElements',
    [
      g.splat(0, [g.sizeOf(shape.slice(0, depth)), inner], updates.type),
      g.add(refuseNegative(row, g.sizeOf(shape.slice(0, depth))), g.splat(0, [1, inner], 'int32')),
      g.reshape(updates, [rows, inner]),
    ],
    [{ type: updates.type, shape: [g.sizeOf(shape.slice(0, depth)), inner] }],
    { axis: { i: 0 }, reduction: { s: 'add' } },
  );
  return g.reshape(sum!, shape);
}

/** A list of single indices is one index of depth 1 per row. */
const asRows = (indices: g.Value) => (indices.rank === 1 ? g.unsqueeze(indices, 1) : indices);

export const scatteringKernels: KernelTable = {
  // ONNX Runtime refuses an index beyond the tensor when it runs; a negative one is put there
  [tf.GatherNd]: kernel(({ params, indices }) => {
    const [x, at] = [params, indices].map((v) => ({
      ...v!,
      shape: [...v!.shape],
      rank: v!.rank,
      dtype: v!.type,
    }));
    tf.gather_util.prepareAndValidate(x as unknown as tf.Tensor, at as unknown as tf.Tensor);
    const depth = indices!.shape.at(-1)!;
    const shape = [...indices!.shape.slice(0, -1), ...params!.shape.slice(depth)];
    return g.makeNode(
      'GatherND',
      [params!, g.cast(refuseNegative(indices!, Math.max(...params!.shape)), 'int64')],
      [{ type: params!.type, shape }],
      {
        batch_dims: { i: 0 },
      },
    )[0]!;
  }),
  [tf.ScatterNd]: kernel<{ shape: number[] }>(({ indices, updates }, { shape }) =>
    scatterSum(asRows(indices!), updates!, shape),
  ),
  [tf.TensorScatterUpdate]: kernel(
    ({ tensor, indices, updates }) =>
      g.makeNode(
        'ScatterND',
        [tensor!, g.cast(refuseNegative(asRows(indices!), Math.max(...tensor!.shape)), 'int64'), updates!],
        [{ type: tensor!.type, shape: tensor!.shape }],
        { reduction: { s: 'none' } },
      )[0]!,
  ),
  // x on the diagonal of [...shape, ...shape]
  [tf.Diag]: kernel(({ x }) => {
    const n = g.sizeOf(x!.shape);
    const places = g.int32s(
      Array.from({ length: n }, (_, i) => i),
      [n],
    );
    const onDiagonal = g.compare('Equal', g.reshape(places, [n, 1]), g.reshape(places, [1, n]));
    const square = g.where(onDiagonal, g.reshape(x!, [1, n]), g.splat(0, [1, 1], x!.type));
    return g.reshape(square, [...x!.shape, ...x!.shape]);
  }),
  [tf.FlipLeftRight]: kernel(({ image }) => {
    const [b, h, w, c] = image!.shape as [number, number, number, number];
    return g.slice(image!, { begin: [0, 0, w - 1, 0], end: [b, h, -w - 1, c], step: [1, 1, -1, 1] });
  }),
};
