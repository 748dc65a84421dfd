import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { adviseConstantOutput, constantOutputCodes } from './constant-output.js';

/**
 * Shares that sum to 1 over the last axis.
 *
 *   y_i = exp(x_i) / sum_j exp(x_j)
 *
 * Stability  the largest x is taken off before exp, which changes nothing but the overflow.
 */
export const softmax = defineLayer({
  type: 'softmax',
  description: 'exp(x) divided by its sum over the last axis; outputs lie in [0, 1].',
  examples: [{ type: 'softmax' }],
  create: (_, { name }) => layers.softmax({ name }),
  outputRange: () => [0, 1],
  adviceCodes: constantOutputCodes,
  advice: (_, context) => adviseConstantOutput('softmax', 'its share is 1', context),
});
