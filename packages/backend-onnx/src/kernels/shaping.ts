import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel, listOf } from './kernel.js';

const iota = (n: number) => Array.from({ length: n }, (_, i) => i);

/** Mirrors by taking rows: index i of the result shows row `mirror[i]`. */
function mirrorIndices(dim: number, before: number, after: number, reflect: boolean): number[] {
  const edge = reflect ? 0 : 1;
  return iota(before + dim + after).map((i) => {
    const at = i - before;
    if (at < 0) return -at - edge;
    if (at >= dim) return 2 * dim - 2 - at + edge;
    return at;
  });
}

function spaceToBatch(x: g.Value, block: number[], paddings: number[][]): g.Value {
  const rest = x.shape.slice(1 + block.length);
  const pads = [[0, 0], ...paddings, ...rest.map(() => [0, 0])];
  const padded = g.pad(
    x,
    pads.map((p) => p[0]!),
    pads.map((p) => p[1]!),
  );
  const split = block.flatMap((b, i) => [padded.shape[i + 1]! / b, b]);
  const m = block.length;
  const perm = [
    ...iota(m).map((i) => 2 * i + 2),
    0,
    ...iota(m).map((i) => 2 * i + 1),
    ...iota(rest.length).map((i) => 2 * m + 1 + i),
  ];
  const batch = block.reduce((n, b) => n * b, x.shape[0]!);
  const shape = [batch, ...block.map((b, i) => padded.shape[i + 1]! / b), ...rest];
  return g.reshape(g.transpose(g.reshape(padded, [x.shape[0]!, ...split, ...rest]), perm), shape);
}

function batchToSpace(x: g.Value, block: number[], crops: number[][]): g.Value {
  const m = block.length;
  const batch = block.reduce((n, b) => n / b, x.shape[0]!);
  const rest = x.shape.slice(1 + m);
  const spread = g.reshape(x, [...block, batch, ...x.shape.slice(1)]);
  const perm = [m, ...iota(m).flatMap((i) => [m + 1 + i, i]), ...iota(rest.length).map((i) => 2 * m + 1 + i)];
  const merged = g.reshape(g.transpose(spread, perm), [
    batch,
    ...block.map((b, i) => b * x.shape[i + 1]!),
    ...rest,
  ]);
  const begin = [0, ...crops.map((c) => c[0]!), ...rest.map(() => 0)];
  const end = merged.shape.map((dim, i) => dim - (crops[i - 1]?.[1] ?? 0));
  return g.slice(merged, { begin, end });
}

interface StridedSliceAttrs {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Moves elements, computes nothing. */
export const shapingKernels: KernelTable = {
  [tf.BatchToSpaceND]: kernel<{ blockShape: number[]; crops: number[][] }>(({ x }, { blockShape, crops }) =>
    batchToSpace(x!, blockShape, crops),
  ),
  [tf.BroadcastTo]: kernel<{ shape: number[] }>(({ x }, { shape }) => g.expand(x!, shape)),
  [tf.Cast]: kernel<{ dtype: g.ElementType }>(({ x }, { dtype }) => g.cast(x!, dtype)),
  [tf.Concat]: kernel<{ axis: number }>((inputs, { axis }) => {
    const values = listOf(inputs);
    const at = tf.util.parseAxisParam(axis, [...values[0]!.shape])[0]!;
    tf.backend_util.assertParamsConsistent(
      values.map((v) => [...v.shape]),
      at,
    );
    return g.concat(values, at);
  }),
  [tf.DepthToSpace]: kernel<{ blockSize: number; dataFormat: string }>(
    ({ x }, { blockSize: n, dataFormat }) => {
      if (dataFormat === 'NHWC') {
        const [b, h, w, c] = x!.shape as [number, number, number, number];
        const split = g.reshape(x!, [b, h, w, n, n, c / (n * n)]);
        return g.reshape(g.transpose(split, [0, 1, 3, 2, 4, 5]), [b, h * n, w * n, c / (n * n)]);
      }
      const [b, c, h, w] = x!.shape as [number, number, number, number];
      const split = g.reshape(x!, [b, n, n, c / (n * n), h, w]);
      return g.reshape(g.transpose(split, [0, 3, 4, 1, 5, 2]), [b, c / (n * n), h * n, w * n]);
    },
  ),
  [tf.ExpandDims]: kernel<{ dim: number }>(({ input }, { dim }) => {
    const rank = input!.rank;
    tf.util.assert(
      -(rank + 1) <= dim && dim <= rank,
      () => `Axis must be in the interval [${-(rank + 1)}, ${rank}]`,
    );
    return g.unsqueeze(input!, dim < 0 ? rank + dim + 1 : dim);
  }),
  [tf.MirrorPad]: kernel<{ paddings: number[][]; mode: 'reflect' | 'symmetric' }>(
    ({ x }, { paddings, mode }) =>
      paddings.reduce((value, [before, after], axis) => {
        if (!before && !after) return value;
        const rows = mirrorIndices(value.shape[axis]!, before!, after!, mode === 'reflect');
        return g.gather(value, g.int32s(rows), axis);
      }, x!),
  ),
  [tf.Pack]: kernel<{ axis: number }>((inputs, { axis }) => {
    const values = listOf(inputs);
    for (const v of values) {
      tf.util.assertShapesMatch(
        [...values[0]!.shape],
        [...v.shape],
        'All tensors passed to stack must have matching shapes',
      );
      tf.util.assert(
        v.type === values[0]!.type,
        () => 'All tensors passed to stack must have matching dtypes',
      );
    }
    const at = axis < 0 ? values[0]!.rank + 1 + axis : axis;
    return g.concat(
      values.map((v) => g.unsqueeze(v, at)),
      at,
    );
  }),
  [tf.PadV2]: kernel<{ paddings: number[][]; constantValue: number }>(({ x }, { paddings, constantValue }) =>
    g.pad(
      x!,
      paddings.map((p) => p[0]!),
      paddings.map((p) => p[1]!),
      constantValue,
    ),
  ),
  [tf.Reshape]: kernel<{ shape: number[] }>(({ x }, { shape }) =>
    g.reshape(x!, tf.util.inferFromImplicitShape(shape, g.sizeOf(x!.shape))),
  ),
  [tf.Reverse]: kernel<{ dims: number | number[] }>(({ x }, { dims }) => {
    const axes = tf.util.parseAxisParam(dims, [...x!.shape]);
    const on = (axis: number) => axes.includes(axis) && x!.shape[axis]! > 0;
    return g.slice(x!, {
      begin: x!.shape.map((dim, i) => (on(i) ? dim - 1 : 0)),
      end: x!.shape.map((dim, i) => (on(i) ? -dim - 1 : dim)),
      step: x!.shape.map((_, i) => (on(i) ? -1 : 1)),
    });
  }),
  [tf.Slice]: kernel<{ begin: number | number[]; size: number | number[] }>(({ x }, { begin, size }) => {
    const [starts, sizes] = tf.slice_util.parseSliceParams(
      { shape: [...x!.shape] } as tf.Tensor,
      begin,
      size,
    );
    tf.slice_util.assertParamsValid({ shape: [...x!.shape], rank: x!.rank } as tf.Tensor, starts!, sizes!);
    return g.slice(x!, { begin: starts!, end: starts!.map((s, i) => s + sizes![i]!) });
  }),
  [tf.SpaceToBatchND]: kernel<{ blockShape: number[]; paddings: number[][] }>(
    ({ x }, { blockShape, paddings }) => spaceToBatch(x!, blockShape, paddings),
  ),
  [tf.SplitV]: kernel<{ numOrSizeSplits: number | number[]; axis: number }>(
    ({ x }, { numOrSizeSplits, axis }) => {
      const at = tf.util.parseAxisParam(axis, [...x!.shape])[0]!;
      const sizes = tf.backend_util.prepareSplitSize(
        { shape: [...x!.shape] } as tf.Tensor,
        numOrSizeSplits,
        at,
      );
      let start = 0;
      return sizes.map((size) => {
        const begin = x!.shape.map((_, i) => (i === at ? start : 0));
        const end = x!.shape.map((dim, i) => (i === at ? start + size : dim));
        start += size;
        return g.slice(x!, { begin, end });
      });
    },
  ),
  [tf.StridedSlice]: kernel<StridedSliceAttrs>(({ x }, a) => {
    const info = tf.slice_util.sliceInfo(
      [...x!.shape],
      a.begin,
      a.end,
      a.strides,
      a.beginMask,
      a.endMask,
      a.ellipsisMask,
      a.newAxisMask,
      a.shrinkAxisMask,
    );
    const { finalShapeSparse, finalShape, isIdentity, sliceDim0, isSimpleSlice, begin, end, strides } = info;
    void finalShapeSparse;
    void isIdentity;
    void sliceDim0;
    void isSimpleSlice;
    if (finalShape.some((dim) => dim === 0)) return g.splat(0, finalShape, x!.type);
    const ends = end.map((e, i) => (strides[i]! < 0 && e < 0 ? -x!.shape[i]! - 1 : e));
    return g.reshape(g.slice(x!, { begin, end: ends, step: strides }), finalShape);
  }),
  [tf.Tile]: kernel<{ reps: number[] }>(({ x }, { reps }) => {
    // repeating axes of length 1 is broadcasting, which later passes can drop
    if (x!.shape.every((dim, i) => dim === 1 || reps[i] === 1)) {
      return g.expand(
        x!,
        x!.shape.map((dim, i) => dim * reps[i]!),
      );
    }
    return g.tile(x!, reps);
  }),
  [tf.Transpose]: kernel<{ perm: number[] }>(({ x }, { perm }) => g.transpose(x!, perm)),
  [tf.Unpack]: kernel<{ axis: number }>(({ value }, { axis }) => {
    const at = axis < 0 ? value!.rank + axis : axis;
    const shape = value!.shape.filter((_, i) => i !== at);
    return iota(value!.shape[at]!).map((row) => {
      const begin = value!.shape.map((_, i) => (i === at ? row : 0));
      const end = value!.shape.map((dim, i) => (i === at ? row + 1 : dim));
      return g.reshape(g.slice(value!, { begin, end }), shape);
    });
  }),
};
