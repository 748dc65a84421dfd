import {
  type GradConfig,
  matMul,
  type NamedAttrMap,
  ResizeBilinear,
  ResizeNearestNeighbor,
  reshape,
  sum,
  type Tensor,
  type Tensor3D,
  tensor2d,
} from '@tensorflow/tfjs-core';

interface Grid {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Row o of the result as weights over the rows of the source. */
type Weights = (from: number, to: number, grid: Grid) => Float32Array;

const scaleOf = (from: number, to: number, { alignCorners }: Grid) =>
  alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;

const bilinear: Weights = (from, to, grid) => {
  const matrix = new Float32Array(to * from);
  const scale = scaleOf(from, to, grid);
  for (let o = 0; o < to; o++) {
    const at = grid.halfPixelCenters ? scale * (o + 0.5) - 0.5 : scale * o;
    const low = Math.max(0, Math.floor(at));
    const high = Math.min(from - 1, Math.ceil(at));
    matrix[o * from + low]! += 1 - (at - low);
    matrix[o * from + high]! += at - low;
  }
  return matrix;
};

const nearest: Weights = (from, to, grid) => {
  const matrix = new Float32Array(to * from);
  const scale = scaleOf(from, to, grid);
  for (let o = 0; o < to; o++) {
    const at = grid.halfPixelCenters ? scale * (o + 0.5) : scale * o;
    const row = grid.alignCorners ? Math.round(at) : Math.floor(at);
    matrix[o * from + Math.max(0, Math.min(from - 1, row))] = 1;
  }
  return matrix;
};

/**
 * Resizing is linear and separable: [B,H,W,C] times one matrix for each axis. Its gradient is the same matrices, transposed.
 * The gradient kernels of TensorFlow.js 4.22 know no half-pixel centres, and those of its `cpu` backend mix the examples of
 * a batch (nearest) or exchange height and width (bilinear). Here only products and sums are used: they are right on every
 * backend and can be differentiated again.
 */
export const resizing: readonly GradConfig[] = [
  [ResizeBilinear, bilinear, false] as const,
  [ResizeNearestNeighbor, nearest, true] as const,
].map(([kernelName, weights, repeats]) => ({
  kernelName,
  inputsToSave: ['images'],
  gradFunc: (dy, [images], attrs: NamedAttrMap) => ({
    images: () => {
      const grid = {
        alignCorners: attrs.alignCorners as boolean,
        halfPixelCenters: (attrs.halfPixelCenters as boolean | undefined) ?? false,
      };
      return repeats && !grid.alignCorners && isWhole(images!, dy as Tensor)
        ? sumOfTiles(dy as Tensor, images!.shape)
        : resample(dy as Tensor, images!.shape, (from, to) => tensor2d(weights(from, to, grid), [to, from]));
    },
  }),
}));

const isWhole = (images: Tensor, dy: Tensor) =>
  [1, 2].every((axis) => dy.shape[axis]! % images.shape[axis]! === 0);

/** Whole-number enlargement repeats pixels: [B,h f,w f,C] to [B,h,f,w,f,C] to [B,h,w,C]. */
function sumOfTiles(dy: Tensor, shape: readonly number[]): Tensor {
  const [b, h, w, c] = shape as [number, number, number, number];
  const split = [b, h, dy.shape[1]! / h, w, dy.shape[2]! / w, c];
  return sum(reshape(dy, split), [2, 4]);
}

function resample(
  dy: Tensor,
  shape: readonly number[],
  matrix: (from: number, to: number) => Tensor,
): Tensor {
  const [b, h, w, c] = shape as [number, number, number, number];
  const [, tall, wide] = dy.shape as [number, number, number];
  // One matrix for all of a batch: products broadcast it.
  const rows = reshape(matrix(h, tall), [1, tall, h]) as Tensor3D;
  const columns = reshape(matrix(w, wide), [1, wide, w]) as Tensor3D;
  const low = matMul(rows, reshape(dy, [b, tall, wide * c]), true, false);
  const narrow = matMul(columns, reshape(low, [b * h, wide, c]), true, false);
  return reshape(narrow, [b, h, w, c]);
}
