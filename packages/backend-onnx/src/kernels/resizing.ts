import * as tf from '@tensorflow/tfjs-core';
import * as g from '../graph/index.js';
import { type KernelTable, kernel } from './kernel.js';

interface ResizeAttrs {
  alignCorners: boolean;
  halfPixelCenters: boolean;
  size: [number, number];
}

/** Row o of the result as weights over the rows of the source: a dense [out, in] matrix. */
type Weights = (
  from: number,
  to: number,
  a: { alignCorners: boolean; halfPixelCenters: boolean },
) => Float32Array;

function scaleOf(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

const bilinear: Weights = (from, to, { alignCorners, halfPixelCenters }) => {
  const matrix = new Float32Array(to * from);
  const scale = scaleOf(from, to, alignCorners);
  for (let o = 0; o < to; o++) {
    const at = halfPixelCenters ? scale * (o + 0.5) - 0.5 : scale * o;
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(from - 1, Math.ceil(at));
    const fraction = at - low;
    matrix[o * from + low]! += 1 - fraction;
    matrix[o * from + high]! += fraction;
  }
  return matrix;
};

const nearest: Weights = (from, to, { alignCorners, halfPixelCenters }) => {
  const matrix = new Float32Array(to * from);
  const scale = scaleOf(from, to, alignCorners);
  for (let o = 0; o < to; o++) {
    const at = halfPixelCenters ? scale * (o + 0.5) : scale * o;
    const row = Math.min(from - 1, alignCorners ? Math.round(at) : Math.floor(at));
    matrix[o * from + Math.max(0, row)] = 1;
  }
  return matrix;
};

/** Resizing is linear and separable: [B,H,W,C] times one matrix per axis, and its gradient the same matrices transposed. */
function resample(x: g.Value, rows: g.Value, columns: g.Value, transposed: boolean): g.Value {
  const [b, h, w, c] = x.shape as [number, number, number, number];
  const side = (m: g.Value) => m.shape[transposed ? 1 : 0]!;
  const options = { transposeA: transposed };
  const tall = g.matMul(rows, g.reshape(x, [b, h, w * c]), options); // [B,H',W*C]
  const wide = g.matMul(columns, g.reshape(tall, [b * side(rows), w, c]), options); // [B*H',W',C]
  return g.reshape(wide, [b, side(rows), side(columns), c]);
}

function matrices(
  weights: Weights,
  source: g.Shape,
  a: { alignCorners: boolean; halfPixelCenters?: boolean; size: readonly number[] },
) {
  const on = (from: number, to: number) =>
    g.floats(
      weights(from, to, { alignCorners: a.alignCorners, halfPixelCenters: a.halfPixelCenters ?? false }),
      [to, from],
    );
  return { rows: on(source[1]!, a.size[0]!), columns: on(source[2]!, a.size[1]!) };
}

/** Whole-number enlargement repeats pixels, which broadcasting does without arithmetic. */
function repeats(source: g.Shape, { alignCorners, size }: ResizeAttrs): [number, number] | null {
  const [fh, fw] = [size[0] / source[1]!, size[1] / source[2]!];
  return !alignCorners && Number.isInteger(fh) && Number.isInteger(fw) ? [fh, fw] : null;
}

export const resizingKernels: KernelTable = {
  [tf.ResizeBilinear]: kernel<ResizeAttrs>(({ images }, a) => {
    const { rows, columns } = matrices(bilinear, images!.shape, a);
    return resample(g.cast(images!, 'float32'), rows, columns, false);
  }),
  [tf.ResizeBilinearGrad]: kernel<Omit<ResizeAttrs, 'size'>>(({ images, dy }, a) => {
    const { rows, columns } = matrices(bilinear, images!.shape, { ...a, size: dy!.shape.slice(1, 3) });
    return resample(dy!, rows, columns, true);
  }),
  [tf.ResizeNearestNeighbor]: kernel<ResizeAttrs>(({ images }, a) => {
    const factors = repeats(images!.shape, a);
    if (factors) return g.spreadTiles(images!, factors);
    const { rows, columns } = matrices(nearest, images!.shape, a);
    return g.cast(resample(g.cast(images!, 'float32'), rows, columns, false), images!.type);
  }),
  [tf.ResizeNearestNeighborGrad]: kernel<Omit<ResizeAttrs, 'size'>>(({ images, dy }, a) => {
    const size = dy!.shape.slice(1, 3) as [number, number];
    const factors = repeats(images!.shape, { ...a, size });
    if (factors) return g.reduceTiles('ReduceSum', dy!, factors);
    const { rows, columns } = matrices(nearest, images!.shape, { ...a, size });
    return resample(dy!, rows, columns, true);
  }),
};
