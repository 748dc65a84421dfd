import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The exponential linear unit, elementwise.
 *
 *   y = x if x > 0, else exp(x) - 1
 *
 * Source     Clevert et al. 2015, arXiv:1511.07289.
 */
export const elu = defineLayer({
  type: 'elu',
  description: 'x above zero, exp(x) - 1 below.',
  examples: [{ type: 'elu' }],
  source: 'Clevert et al. 2015, arXiv:1511.07289',
  create: (_, { name }) => layers.elu({ name }),
  outputRange: () => [-1, Number.POSITIVE_INFINITY],
});
