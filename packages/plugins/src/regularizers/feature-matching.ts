import { defineRegularizer } from '@ganx/core/plugin';
import { mean, mul, type Scalar, square, sub } from '@tensorflow/tfjs-core';

/**
 * The generator also matches the mean features of real examples, as the discriminator's last hidden layer sees them.
 *
 *   G lowers   weight * mean_n ( mean_b features(real_b)_n - mean_b features(fake_b)_n )^2
 *
 * Shapes     features [B,...]; means over the batch alone; result is a scalar.
 * Params     weight >= 0.
 * Gradient   reaches the generator through the features of its samples; those of real examples are constants to it.
 * Source     Salimans et al. 2016, arXiv:1606.03498, section 3.1; there it replaces the game for the generator, here it stands
 *            beside it, as in PyTorch-StudioGAN.
 */
export const featureMatching = defineRegularizer({
  type: 'feature-matching',
  description: 'The generator also matches the mean features of real examples.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      weight: {
        description: 'Weight beside the game, at least 0.',
        type: 'number',
        minimum: 0,
        default: 1,
        'x-ganx-schedulable': true,
      },
    },
  },
  examples: [{ type: 'feature-matching' }],
  source: 'Salimans et al. 2016, arXiv:1606.03498',
  create: ({ weight }) => ({
    reads: ['features', 'real'],
    generator({ real, fake, answer, value }) {
      const [ofReal, ofFake] = [real, fake].map((side) => mean(answer(side).features, 0));
      return mul<Scalar>(mean(square(sub(ofReal!, ofFake!))), value(weight));
    },
  }),
});
