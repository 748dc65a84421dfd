import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The logistic function, elementwise: y = 1 / (1 + exp(-x)), in [0, 1]. The usual output of a generator of images that
 * are scaled to [0, 1]. Not for the end of a discriminator: the losses take raw outputs.
 */
export const sigmoid = defineLayer({
  type: 'sigmoid',
  description: '1 / (1 + exp(-x)); outputs lie in [0, 1].',
  examples: [{ type: 'sigmoid' }],
  create: (_, { name }) => layers.activation({ name, activation: 'sigmoid' }),
  outputRange: () => [0, 1],
});
