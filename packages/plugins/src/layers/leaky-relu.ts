import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The leaky rectifier, elementwise.
 *
 *   y = x if x > 0, else slope * x
 *
 * Gradient   never zero, so that the discriminator's advice reaches the generator from every example; twice
 *            differentiable (the second derivative is 0).
 * Source     Maas et al. 2013; the slope 0.2 is DCGAN's, arXiv:1511.06434, the default that of the TensorFlow tutorial.
 */
export const leakyRelu = defineLayer({
  type: 'leaky-relu',
  description: 'x above zero, slope * x below.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      slope: {
        description: 'Slope below zero, in [0, 1].',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.2,
      },
    },
  },
  examples: [{ type: 'leaky-relu' }, { type: 'leaky-relu', slope: 0.3 }],
  source: 'Maas et al. 2013',
  create: ({ slope }, { name }) => layers.leakyReLU({ name, alpha: slope }),
  outputRange: ({ slope }) => (slope === 0 ? [0, Number.POSITIVE_INFINITY] : undefined),
});
