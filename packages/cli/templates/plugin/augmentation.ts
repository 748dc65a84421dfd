import { defineAugmentation } from '@ganx/core/plugin';
import { add, mean, mul, sub } from '@tensorflow/tfjs-core';

/**
 * Pulls each example towards the mean of its batch by a random share.
 *
 *   y_b = x_b + s_b (mean(x) - x_b),  s_b uniform in [0, share)
 *
 * Shapes  x [B,...shape] to the same. Values stay between those of the batch, so no range is left.
 * Random  one number per example, from `random`: TensorFlow.js's own random ops must not be used in a step.
 */
export const newThing = defineAugmentation({
  type: 'new-thing',
  description: 'Pulls each example towards the mean of its batch by a random share.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      share: {
        description: 'Largest share of the way, above 0 and below 1.',
        type: 'number',
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        default: 0.1,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', share: 0.3 }],
  create: ({ share }) => ({
    apply(real, random) {
      const shares = random.uniform([real.shape[0]!, ...real.shape.slice(1).map(() => 1)], 0, share);
      return add(real, mul(shares, sub(mean(real, 0, true), real)));
    },
  }),
});
