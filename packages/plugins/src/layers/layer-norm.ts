import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { adviseConstantOutput, constantOutputCodes } from './constant-output.js';

/**
 * Normalization of each example over its last axis.
 *
 *   y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and (biased) variance over the last axis
 *
 * Shapes     x [B,...,C] to y of the same shape; gamma, beta [C].
 * Gradient   reaches x, gamma and beta; twice differentiable, and no example sees another.
 * Source     Ba et al. 2016, arXiv:1607.06450.
 */
export const layerNorm = defineLayer({
  type: 'layer-norm',
  description: 'Normalizes each example over its last axis.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      epsilon: {
        description: 'Added to the variance, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-3,
      },
    },
  },
  examples: [{ type: 'layer-norm' }],
  source: 'Ba et al. 2016, arXiv:1607.06450',
  adviceCodes: constantOutputCodes,
  advice: (_, context) => adviseConstantOutput('layer-norm', 'what goes out is beta', context),
  create: ({ epsilon }, { name }) => layers.layerNormalization({ name, epsilon }),
});
