import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The smooth rectifier, elementwise: y = log(1 + exp(x)), which equals max(0, x) + log(1 + exp(-|x|)) and does not
 * overflow in that form. Its derivative is the sigmoid.
 */
export const softplus = defineLayer({
  type: 'softplus',
  description: 'log(1 + exp(x)), a smooth rectifier.',
  examples: [{ type: 'softplus' }],
  create: (_, { name }) => layers.activation({ name, activation: 'softplus' }),
  outputRange: () => [0, Number.POSITIVE_INFINITY],
});
