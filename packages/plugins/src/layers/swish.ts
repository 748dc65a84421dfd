import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/** Below y at its only minimum, x = -1.27846. */
const least = -0.2784645428;

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
  outputRange: () => [least, Number.POSITIVE_INFINITY],
});
