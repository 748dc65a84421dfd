import { add, mean, mul, neg, type Scalar, softplus, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Cross-entropy of logits against the answer "real", with a smoothed target.
 *
 *   mean_b( softplus(-score_b) + smoothing * score_b )  =  mean_b( -(1-s) log sigmoid(score_b) - s log(1 - sigmoid(score_b)) )
 *
 * Shapes     score [B,1]; result is a scalar.
 * Params     smoothing in [0, 1): how far the target lies below 1.
 * Stability  softplus of the logit, never the log of a sigmoid: finite with finite gradients for all finite scores.
 */
export function callReal(score: Tensor, smoothing = 0): Scalar {
  const sure = softplus(neg(score));
  return mean<Scalar>(smoothing === 0 ? sure : add(sure, mul(score, smoothing)));
}

/** Cross-entropy of logits against the answer "fake": mean_b( softplus(score_b) ) = mean_b( -log(1 - sigmoid(score_b)) ). */
export function callFake(score: Tensor): Scalar {
  return mean<Scalar>(softplus(score));
}

/** Option of the losses whose discriminator answers with a probability. */
export const labelSmoothingOption = {
  description:
    'One-sided label smoothing: the target for real examples is 1 minus this. 0 is none, 0.1 is usual. Generated examples keep the target 0.',
  type: 'number',
  minimum: 0,
  exclusiveMaximum: 0.5,
  default: 0,
} as const;
