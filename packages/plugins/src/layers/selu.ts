import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/** scale * alpha: what very negative numbers go to. */
const least = -1.7580993408473766;

/**
 * The self-normalizing exponential linear unit, elementwise.
 *
 *   y = 1.0507 * (x if x > 0, else 1.6733 * (exp(x) - 1))
 *
 * Source     Klambauer et al. 2017, arXiv:1706.02515.
 */
export const selu = defineLayer({
  type: 'selu',
  description: 'The self-normalizing linear unit.',
  examples: [{ type: 'selu' }],
  source: 'Klambauer et al. 2017, arXiv:1706.02515',
  create: (_, { name }) => layers.activation({ name, activation: 'selu' }),
  outputRange: () => [least, Number.POSITIVE_INFINITY],
});
