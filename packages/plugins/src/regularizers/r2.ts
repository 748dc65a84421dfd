import { boundsOf, defineRegularizer } from '@ganx/core/plugin';
import { mean, mul, type Scalar } from '@tensorflow/tfjs-core';
import { squaredSlope } from './squared-slope.js';

/**
 * Squared slope of the critic at generated examples (R2).
 *
 *   r2 = weight / 2 * mean_b( sum over the example's values of (d critic(fake_b) / d fake_b)^2 )
 *
 * Shapes     fake [B,...shape]; critic maps it to [B,1]; result is a scalar.
 * Params     weight >= 0. With the framework's `every: n` it is the weight of the steps that the penalty acts on; with
 *            `lazy: scaled`, as in StyleGAN2, it is that of every step, and those steps get n times as much.
 * Gradient   reaches the critic's weights; needs second derivatives of every critic layer.
 * Stability  no square root is taken, so no epsilon is needed at zero slope.
 * Source     Mescheder et al. 2018, arXiv:1801.04406.
 */
export const r2 = defineRegularizer({
  type: 'r2',
  description: 'Punishes the squared slope of the critic at generated examples.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      weight: {
        description: 'Weight of the penalty, at least 0; half of it multiplies the squared slope.',
        type: 'number',
        minimum: 0,
        default: 10,
        'x-ganx-schedulable': true,
      },
    },
  },
  examples: [{ type: 'r2' }, { type: 'r2', weight: 1 }],
  source: 'Mescheder et al. 2018, arXiv:1801.04406',
  needs: ['second-order-gradients'],
  slopePerExample: true,
  boundsSlope: ({ weight }) => boundsOf(weight)[0] > 0,
  create({ weight }) {
    return {
      discriminator: ({ fake, critic, value }) =>
        mul<Scalar>(
          mean(squaredSlope((x) => critic(x, fake).score, fake.examples)),
          value(weight, (now) => now / 2),
        ),
    };
  },
});
