import { broadcast_util, reshape, sum, type Tensor } from '@tensorflow/tfjs-core';

/** Sums what flows back over the axes along which an input was repeated. */
export function unbroadcast(slope: Tensor, shape: readonly number[]): Tensor {
  const axes = broadcast_util.getReductionAxes([...shape], slope.shape);
  return axes.length > 0 ? reshape(sum(slope, axes), [...shape]) : slope;
}
