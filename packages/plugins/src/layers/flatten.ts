import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/** Lays each example out as one row: [B,...shape] to [B,n], row-major. */
export const flatten = defineLayer({
  type: 'flatten',
  description: 'Lays each example out as one row of numbers.',
  examples: [{ type: 'flatten' }],
  create: (_, { name }) => layers.flatten({ name }),
});
