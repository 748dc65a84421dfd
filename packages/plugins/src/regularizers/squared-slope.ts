import { grad, reshape, square, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/**
 * Squared length of the critic's gradient at each example: sum over an example's values of (d critic(x_b) / d x_b)^2.
 *
 * Shapes  at [B,...shape] to [B]. Scores are summed, so that an example's gradient is its own as long as no layer of the
 *         critic mixes examples. Differentiating the result needs TensorFlow.js's gradients as `registerSecondDerivatives`
 *         of tfjs-second-derivatives leaves them; the engine and the contract suite call it.
 */
export function squaredSlope(critic: (examples: Tensor) => Tensor, at: Tensor): Tensor1D {
  const slope = grad((x: Tensor) => sum(critic(x)))(at);
  return sum<Tensor1D>(square(reshape(slope, [at.shape[0]!, -1])), 1);
}
