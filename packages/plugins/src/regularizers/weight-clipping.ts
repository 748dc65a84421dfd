import { defineRegularizer } from '@ganx/core/plugin';
import { clipByValue } from '@tensorflow/tfjs-core';

/**
 * Keeps every trained number of the critic in [-bound, bound], a crude Lipschitz constraint.
 *
 *   w = min(max(w, -bound), bound), after each update
 *
 * Params  bound > 0; 0.01 in the paper.
 * Source  Arjovsky et al. 2017, arXiv:1701.07875, algorithm 1.
 */
export const weightClipping = defineRegularizer({
  type: 'weight-clipping',
  description: "Keeps the critic's weights within bounds after each update (WGAN).",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      bound: {
        description: 'Largest absolute value of a weight, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.01,
      },
    },
  },
  examples: [{ type: 'weight-clipping' }],
  source: 'Arjovsky et al. 2017, arXiv:1701.07875',
  boundsSlope: () => true,
  create: ({ bound }) => ({
    afterUpdate(weights) {
      for (const { variable } of weights) variable.assign(clipByValue(variable, -bound, bound));
    },
  }),
});
