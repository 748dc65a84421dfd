import { defineAugmentation } from '@ganx/core/plugin';
import { add, mul, reverse, sub } from '@tensorflow/tfjs-core';

/**
 * Mirrors a random share of the images left to right.
 *
 *   y_b = x_b + m_b (mirror(x_b) - x_b), m_b ~ Bernoulli(probability)
 *
 * Shapes  x [B,H,W,C] to the same.
 * Random  one number per image.
 */
export const horizontalFlip = defineAugmentation({
  type: 'horizontal-flip',
  description: 'Mirrors a random share of the images left to right. Not for digits or letters.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      probability: {
        description: 'Share of the images to mirror, in [0, 1].',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.5,
      },
    },
  },
  examples: [{ type: 'horizontal-flip' }],
  needs: ['images'],
  create: ({ probability }) => ({
    apply(real, random) {
      const mirrored = random.bernoulli([real.shape[0]!, 1, 1, 1], probability);
      return add(real, mul(mirrored, sub(reverse(real, 2), real)));
    },
  }),
});
