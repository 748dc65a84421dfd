import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The self-gated unit, elementwise: y = x * sigmoid(x). Also known as SiLU.
 *
 * Source     Ramachandran et al. 2017, arXiv:1710.05941.
 */
export const swish = defineLayer({
  type: 'swish',
  description: 'x * sigmoid(x).',
  examples: [{ type: 'swish' }],
  source: 'Ramachandran et al. 2017, arXiv:1710.05941',
  create: (_, { name }) => layers.activation({ name, activation: 'swish' }),
});
