import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

/**
 * Sums rows of x that share a segment. A product with the one-hot matrix: rows of no segment drop out, and the order of
 * the sums is fixed, which a parallel scatter would not promise.
 */
function segmentSum(x: g.Value, segmentIds: g.Value, segments: number): g.Value {
  const rows = g.sizeOf(segmentIds.shape);
  const rest = x.shape.slice(segmentIds.rank);
  const ids = g.reshape(segmentIds, [1, rows]);
  const classes = g.int32s(
    Array.from({ length: segments }, (_, i) => i),
    [segments, 1],
  );
  const oneHot = g.cast(g.compare('Equal', classes, g.cast(ids, 'int32')), 'float32');
  const flat = g.cast(g.reshape(x, [rows, g.sizeOf(rest)]), 'float32');
  return g.cast(g.reshape(g.matMul(oneHot, flat), [segments, ...rest]), x.type);
}

/** ONNX counts negative indices from the end and TensorFlow.js refuses them: here they are beyond the end, which ONNX refuses. */
export function refuseNegative(indices: g.Value, size: number): g.Value {
  if (indices.leaf && 'data' in indices.leaf && ![...indices.leaf.data].some((index) => index < 0))
    return indices;
  return g.where(g.compare('Less', indices, g.num(0, indices)), g.num(size, indices), indices);
}

function gatherAlong(x: g.Value, indices: g.Value, axis: number, batchDims: number): g.Value {
  const [source, at] = [x, indices].map((v) => ({ shape: [...v.shape], rank: v.rank }) as tf.Tensor);
  tf.backend_util.segment_util.collectGatherOpShapeInfo(source!, at!, axis, batchDims);
  if (indices.leaf && 'data' in indices.leaf) {
    for (const index of indices.leaf.data) {
      const inside = index >= 0 && index < x.shape[axis]!;
      tf.util.assert(inside, () => `GatherV2: the index value ${index} is not in [0, ${x.shape[axis]! - 1}]`);
    }
  }
  const ids = refuseNegative(g.cast(indices, 'int32'), x.shape[axis]!);
  if (batchDims === 0) return g.gather(x, ids, axis);
  // fold the batch axes and x's gathered axis into one, and offset the indices of each batch
  const batch = g.sizeOf(x.shape.slice(0, batchDims));
  const outer = x.shape.slice(batchDims, axis);
  const dim = x.shape[axis]!;
  const rest = x.shape.slice(axis + 1);
  const moved = g.transpose(g.reshape(x, [batch, g.sizeOf(outer), dim, g.sizeOf(rest)]), [0, 2, 1, 3]);
  const table = g.reshape(moved, [batch * dim, g.sizeOf(outer), g.sizeOf(rest)]);
  const perBatch = g.sizeOf(indices.shape.slice(batchDims));
  const offsets = g.int32s(
    Array.from({ length: batch }, (_, i) => i * dim),
    [batch, 1],
  );
  const flat = g.reshape(g.add(g.reshape(ids, [batch, perBatch]), offsets), [batch * perBatch]);
  const rows = g.reshape(g.gather(table, flat, 0), [batch, perBatch, g.sizeOf(outer), g.sizeOf(rest)]);
  const shape = [...x.shape.slice(0, batchDims), ...outer, ...indices.shape.slice(batchDims), ...rest];
  return g.reshape(g.transpose(rows, [0, 2, 1, 3]), shape);
}

export const selectionKernels: KernelTable = {
  [tf.ClipByValue]: kernel<{ clipValueMin: number; clipValueMax: number }>(
    ({ x }, { clipValueMin, clipValueMax }) =>
      g.binary('Min', g.binary('Max', x!, g.num(clipValueMin, x!)), g.num(clipValueMax, x!)),
  ),
  [tf.GatherV2]: kernel<{ axis: number; batchDims: number }>(({ x, indices }, { axis, batchDims }) =>
    gatherAlong(x!, indices!, tf.util.parseAxisParam(axis, [...x!.shape])[0]!, batchDims ?? 0),
  ),
  // condition may be a vector over the first axis
  [tf.Select]: kernel(({ condition, t, e }) => {
    const rank = t!.rank;
    const c = g.cast(condition!, 'bool');
    const aligned =
      c.rank === 1 && rank > 1 ? g.reshape(c, [c.shape[0]!, ...new Array<number>(rank - 1).fill(1)]) : c;
    return g.where(aligned, t!, e!);
  }),
  // always sorted: where sorting is not asked for, any order will do
  [tf.TopK]: kernel<{ k: number }>(({ x }, { k }) => {
    const shape = [...x!.shape.slice(0, -1), k];
    const [values, indices] = g.makeNode(
      'TopK',
      [x!, g.int64s([k])],
      [
        { type: x!.type, shape },
        { type: 'int64', shape },
      ],
      { axis: { i: -1 }, largest: { i: 1 }, sorted: { i: 1 } },
    );
    return [values!, g.cast(indices!, 'int32')];
  }),
  [tf.UnsortedSegmentSum]: kernel<{ numSegments: number }>(({ x, segmentIds }, { numSegments }) =>
    segmentSum(x!, segmentIds!, numSegments),
  ),
};
