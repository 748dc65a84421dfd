import { defineRegularizer } from '@ganx/core/plugin';
import { mean, mul, type Scalar, square } from '@tensorflow/tfjs-core';

/**
 * Keeps the critic's scores of real examples from drifting away from 0.
 *
 *   penalty = weight * mean_b( critic(real_b)^2 )
 *
 * Shapes    real [B,...shape]; critic maps it to [B,1]; result is a scalar.
 * Gradient  reaches the critic's weights; first derivatives only.
 */
export const newThing = defineRegularizer({
  type: 'new-thing',
  description: "Keeps the critic's scores of real examples near 0.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      weight: {
        description: 'Weight of the penalty, at least 0.',
        type: 'number',
        minimum: 0,
        default: 0.001,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', weight: 0.1 }],
  create: ({ weight }) => ({
    discriminator: ({ real, answer }) => mul<Scalar>(mean(square(answer(real).score)), weight),
  }),
});
