import {
  add,
  DepthToSpace,
  Diag,
  expandDims,
  eye,
  FlipLeftRight,
  GatherNd,
  GatherV2,
  type GradConfig,
  gather,
  gatherND,
  greaterEqual,
  logicalAnd,
  maximum,
  mul,
  type NamedAttrMap,
  ones,
  reshape,
  reverse,
  ScatterNd,
  scalar,
  scatterND,
  sum,
  type Tensor,
  TensorScatterUpdate,
  tensor2d,
  tensorScatterUpdate,
  transpose,
  UnsortedSegmentSum,
  unsortedSegmentSum,
  util,
  where,
  zeros,
  zerosLike,
} from '@tensorflow/tfjs-core';

/** Indices are constant wherever they have a derivative. */
const flat = (indices: Tensor | undefined) => () => zeros(indices!.shape);

/**
 * Operations that take values from places or put them there. TensorFlow.js 4.22 has a gradient for `gather` only, with
 * batches for the union package only and wrong ones for batches of batches; the others are each other's gradients.
 */
export const gathering: readonly GradConfig[] = [
  {
    kernelName: GatherV2,
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, [x, indices], attrs: NamedAttrMap) => {
      const axis = util.parseAxisParam(attrs.axis as number, x!.shape)[0]!;
      return {
        x: () => ungather(dy as Tensor, x!, indices!, axis, (attrs.batchDims as number | undefined) ?? 0),
        indices: flat(indices),
      };
    },
  },
  {
    kernelName: UnsortedSegmentSum,
    inputsToSave: ['segmentIds'],
    gradFunc: (dy, [ids]) => ({
      x: () => {
        const rows = gather(dy as Tensor, maximum(ids!, zerosLike(ids!)));
        // Rows of negative ids are in no segment.
        let within: Tensor = greaterEqual(ids!, scalar(0, 'int32'));
        for (let axis = ids!.rank; axis < rows.rank; axis++) within = expandDims(within, axis);
        return where(logicalAnd(within, ones(rows.shape, 'bool')), rows, zerosLike(rows));
      },
      segmentIds: flat(ids),
    }),
  },
  {
    kernelName: GatherNd,
    inputsToSave: ['params', 'indices'],
    gradFunc: (dy, [params, indices]) => ({
      params: () => scatterND(indices!, dy as Tensor, params!.shape as number[] as [number]),
      indices: flat(indices),
    }),
  },
  {
    kernelName: ScatterNd,
    inputsToSave: ['indices'],
    gradFunc: (dy, [indices]) => ({
      updates: () => gatherND(dy as Tensor, indices!),
      indices: flat(indices),
    }),
  },
  {
    kernelName: TensorScatterUpdate,
    inputsToSave: ['indices', 'updates'],
    gradFunc: (dy, [indices, updates]) => ({
      tensor: () => tensorScatterUpdate(dy as Tensor, indices!, zerosLike(updates!)),
      updates: () => gatherND(dy as Tensor, indices!),
      indices: flat(indices),
    }),
  },
  {
    kernelName: Diag,
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () => reshape(sum(mul(eye(x!.size), reshape(dy as Tensor, [x!.size, x!.size])), 1), x!.shape),
    }),
  },
  { kernelName: FlipLeftRight, gradFunc: (dy) => ({ image: () => reverse(dy as Tensor, 2) }) },
  {
    // [B,h s,w s,C] to [B,h,s,w,s,C] to [B,h,w,s,s,C] to [B,h,w,s s C]
    kernelName: DepthToSpace,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs: NamedAttrMap) => ({
      x: () => {
        const side = attrs.blockSize as number;
        const [b, h, w, c] = x!.shape as [number, number, number, number];
        const split = reshape(dy as Tensor, [b, h, side, w, side, c / side ** 2]);
        return reshape(transpose(split, [0, 1, 3, 2, 4, 5]), x!.shape);
      },
    }),
  },
];

/**
 * Adds up what flows back from every place that a row was taken to.
 *
 * Shapes  x [B...,O...,n,I...], indices [B...,K...], dy [B...,O...,K...,I...]. Batches become segments of their own.
 */
function ungather(dy: Tensor, x: Tensor, indices: Tensor, axis: number, batchDims: number): Tensor {
  const size = (from: number, to: number) => util.sizeFromShape(x.shape.slice(from, to));
  const [batch, outer, n, rest] = [
    size(0, batchDims),
    size(batchDims, axis),
    x.shape[axis]!,
    size(axis + 1, x.rank),
  ];
  const taken = indices.size / batch;
  const rows = transpose(reshape(dy, [batch, outer, taken, rest]), [0, 2, 1, 3]);
  const offsets = () =>
    tensor2d(
      Int32Array.from({ length: batch }, (_, i) => i * n),
      [batch, 1],
    );
  const segments = batch === 1 ? indices : add(reshape(indices, [batch, taken]), offsets());
  const sums = unsortedSegmentSum(
    reshape(rows, [batch * taken, outer, rest]),
    reshape(segments, [batch * taken]),
    batch * n,
  );
  return reshape(transpose(reshape(sums, [batch, n, outer, rest]), [0, 2, 1, 3]), x.shape);
}
