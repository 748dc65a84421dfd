import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The hyperbolic tangent, elementwise: y = (exp(x) - exp(-x)) / (exp(x) + exp(-x)), in [-1, 1]. The usual output of a
 * generator of images that are scaled to [-1, 1].
 */
export const tanh = defineLayer({
  type: 'tanh',
  description: 'The hyperbolic tangent; outputs lie in [-1, 1].',
  examples: [{ type: 'tanh' }],
  create: (_, { name }) => layers.activation({ name, activation: 'tanh' }),
  outputRange: () => [-1, 1],
});
