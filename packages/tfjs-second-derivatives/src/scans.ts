import {
  Cumsum,
  cast,
  cumsum,
  expandDims,
  eye,
  type GradConfig,
  mul,
  type NamedAttrMap,
  oneHot,
  ones,
  Prod,
  prod,
  reshape,
  sum,
  type Tensor,
  TopK,
  transpose,
  util,
  where,
} from '@tensorflow/tfjs-core';

interface Scan {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

/**
 * Sums on the way, products and the largest values. TensorFlow.js 4.22 transposes the first's gradient where the axis is not
 * the last, and needs methods of tensors for the second's that only its union package adds; the third has none.
 *
 * Memory  a product of n values holds n^2 of them for its gradient, in exchange for one that is right at zeros and that can
 *         be differentiated again.
 */
export const scans: readonly GradConfig[] = [
  {
    kernelName: Cumsum,
    gradFunc: (dy, _, attrs: NamedAttrMap) => {
      const { axis, exclusive, reverse } = attrs as unknown as Scan;
      return { x: () => cumsum(dy as Tensor, axis, exclusive, !reverse) };
    },
  },
  {
    kernelName: Prod,
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs: NamedAttrMap) => ({
      x: () => slopeOfProduct(dy as Tensor, x!, util.parseAxisParam(attrs.axis as number[], x!.shape)),
    }),
  },
  {
    kernelName: TopK,
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (dy, [x, indices]) => ({
      // [...,k] to [...,k,n] to [...,n]
      x: () => {
        const chosen = oneHot(indices!, x!.shape.at(-1)!);
        return sum(mul(chosen, expandDims((dy as unknown as Tensor[])[0]!, -1)), -2);
      },
    }),
  },
];

/** Each value's slope is the product of the others: [N,n] to [N,n,n], with ones on the diagonal, to [N,n]. */
function slopeOfProduct(dy: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const n = util.sizeFromShape(axes.map((axis) => x.shape[axis]!));
  const rows = x.size / n;
  const moved = transpose(x, order);
  const others = where(
    reshape(cast(eye(n), 'bool'), [1, n, n]),
    ones([1, n, n]),
    reshape(moved, [rows, 1, n]),
  );
  const slope = mul(prod(others, 2), reshape(dy, [rows, 1]));
  const back = order.map((_, axis) => order.indexOf(axis));
  return transpose(reshape(slope, moved.shape), back);
}
