import type { WeightContext } from '@ganx/core/plugin';
import { div, maximum, reshape, sqrt, square, sum, type Tensor, transpose } from '@tensorflow/tfjs-core';

/** Below this a length is taken for it, so that no weight is divided by 0. */
export const smallest = 1e-12;

/** A kernel as a matrix [inputs of one output, outputs]. */
export function asMatrix(kernel: Tensor, { outputAxis }: WeightContext): Tensor {
  const axes = kernel.shape.map((_, axis) => axis).filter((axis) => axis !== outputAxis);
  const last = outputAxis === kernel.rank - 1 ? kernel : transpose(kernel, [...axes, outputAxis]);
  return reshape(last, [-1, kernel.shape[outputAxis]!]);
}

/** Axes of a kernel other than that of its outputs. */
export const inputAxes = ({ outputAxis, shape }: WeightContext): number[] =>
  shape.map((_, axis) => axis).filter((axis) => axis !== outputAxis);

/** Inputs that one output sums over. */
export const fanIn = ({ outputAxis, shape }: WeightContext): number =>
  shape.reduce((product, size) => product * size, 1) / shape[outputAxis]!;

/** Euclidean length over some axes, which stay with the size 1; its gradient at 0 is 0. */
export function lengthOver(x: Tensor, axes?: number[], least = smallest): Tensor {
  return sqrt(maximum(sum(square(x), axes, axes !== undefined), least * least));
}

/** A vector [n,1] of length 1. */
export const direction = (x: Tensor, least: number): Tensor => div(x, lengthOver(x, undefined, least));
