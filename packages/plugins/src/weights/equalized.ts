import { defineWeightTransform } from '@ganx/core/plugin';
import { mul } from '@tensorflow/tfjs-core';
import { fanIn } from './matrix.js';

/**
 * Trains normal numbers of deviation 1 and scales them at run time, so that one learning rate suits all layers.
 *
 *   weight = raw gain / sqrt(inputs of one output)
 *
 * Params  gain: sqrt(2) is He's constant, for layers before a ReLU; 1 for a last layer.
 * Source  Karras et al. 2018, arXiv:1710.10196, section 4.1.
 */
export const equalized = defineWeightTransform({
  type: 'equalized',
  description:
    "Trains normal numbers and scales them by He's constant at run time (equalized learning rate).",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      gain: {
        description: "What stands above the root of the fan-in, above 0; He's constant is the root of 2.",
        type: 'number',
        exclusiveMinimum: 0,
        default: Math.SQRT2,
      },
    },
  },
  examples: [{ type: 'equalized' }, { type: 'equalized', gain: 1 }],
  source: 'Karras et al. 2018, arXiv:1710.10196',
  create: ({ gain }) => ({
    firstDeviation: () => 1,
    apply: (raw, _memory, context) => mul(raw, gain / Math.sqrt(fanIn(context))),
  }),
});
