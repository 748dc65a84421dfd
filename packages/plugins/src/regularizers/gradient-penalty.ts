import { boundsOf, defineRegularizer } from '@ganx/core/plugin';
import { add, mean, mul, relu, type Scalar, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { squaredSlope } from './squared-slope.js';

/**
 * Keeps the length of the critic's gradient near a target on lines between real and generated examples (WGAN-GP).
 *
 *   x_b = fake_b + u_b (real_b - fake_b), u_b ~ U[0, 1) once per example
 *   penalty = weight * mean_b( d_b^2 ), d_b = sqrt( |d critic(x_b) / d x_b|^2 + epsilon ) - target
 *   one-sided: d_b = max(0, ...)
 *
 * Shapes     real, fake [B,...shape], alike; critic maps them to [B,1]; result is a scalar.
 * Params     weight >= 0 (10 in the paper); target >= 0 (1 in the paper); epsilon > 0.
 * Gradient   reaches the critic's weights; needs second derivatives of every critic layer.
 * Stability  epsilon inside the root keeps its slope finite where the gradient is 0; it moves the length by at most
 *            sqrt(epsilon) = 1e-6, less than float32 resolves at length 1.
 * Note       batch normalization in the critic mixes examples, which this penalty does not account for; use layer-norm.
 * Source     Gulrajani et al. 2017, arXiv:1704.00028, algorithm 1; target 0 is Thanh-Tung et al. 2019, arXiv:1902.03984.
 */
export const gradientPenalty = defineRegularizer({
  type: 'gradient-penalty',
  description:
    "Keeps the length of the critic's gradient near 1 between real and generated examples (WGAN-GP).",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      weight: {
        description: 'Weight of the penalty, at least 0.',
        type: 'number',
        minimum: 0,
        default: 10,
        'x-ganx-schedulable': true,
      },
      target: {
        description: 'Length that the gradient should have, at least 0.',
        type: 'number',
        minimum: 0,
        default: 1,
      },
      sides: {
        description: 'two: any deviation from the target costs; one: only a longer gradient does.',
        type: 'string',
        enum: ['two', 'one'],
        default: 'two',
      },
      epsilon: {
        description: 'Added inside the root, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-12,
      },
    },
  },
  examples: [{ type: 'gradient-penalty' }, { type: 'gradient-penalty', weight: 0.1, sides: 'one' }],
  source: 'Gulrajani et al. 2017, arXiv:1704.00028',
  needs: ['second-order-gradients'],
  slopePerExample: true,
  boundsSlope: ({ weight }) => boundsOf(weight)[0] > 0,
  create({ weight, target, sides, epsilon }) {
    return {
      discriminator({ real, fake, critic, random, value }) {
        const { shape } = real.examples;
        const u = random.uniform([shape[0]!, ...shape.slice(1).map(() => 1)]);
        const between = add(fake.examples, mul(u, sub(real.examples, fake.examples)));
        const slope = squaredSlope((x) => critic(x, real).score, between);
        const length = sqrt(add(slope, epsilon));
        const deviation = sub(length, target);
        return mul<Scalar>(mean(square(sides === 'one' ? relu(deviation) : deviation)), value(weight));
      },
    };
  },
});
