import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * The rectifier: y = max(0, x), elementwise. Its slope at 0 is 0.
 */
export const relu = defineLayer({
  type: 'relu',
  description: 'The rectifier: max(0, x).',
  examples: [{ type: 'relu' }],
  create: (_, { name }) => layers.reLU({ name }),
  outputRange: () => [0, Number.POSITIVE_INFINITY],
});
