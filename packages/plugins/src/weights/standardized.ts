import { defineWeightTransform } from '@ganx/core/plugin';
import { add, div, mean, mul, sqrt, square, sub } from '@tensorflow/tfjs-core';
import { fanIn, inputAxes } from './matrix.js';

/**
 * Gives the weights of each output the mean 0 and the deviation 1.
 *
 *   weight_o = (raw_o - mean(raw_o)) / sqrt(var(raw_o) + epsilon), times 1 / sqrt(inputs of one output) if scaled
 *
 * Params  scaled: false is the paper's, where a normalization follows each layer; true keeps the size of what passes.
 * Source  Qiao et al. 2019, arXiv:1903.10520, equation 5; scaled: Brock et al. 2021, arXiv:2101.08692, section 4.
 */
export const standardized = defineWeightTransform({
  type: 'standardized',
  description: 'Gives the weights of each output the mean 0 and one deviation (weight standardization).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      scaled: {
        description: 'Divides by the root of the fan-in too; false where a normalization follows each layer.',
        type: 'boolean',
        default: true,
      },
      epsilon: {
        description: 'Added to the variance, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-5,
      },
    },
  },
  examples: [{ type: 'standardized' }, { type: 'standardized', scaled: false }],
  source: 'Qiao et al. 2019, arXiv:1903.10520',
  create: ({ scaled, epsilon }) => ({
    apply(raw, _memory, context) {
      const axes = inputAxes(context);
      const centered = sub(raw, mean(raw, axes, true));
      const standard = div(centered, sqrt(add(mean(square(centered), axes, true), epsilon)));
      return scaled ? mul(standard, 1 / Math.sqrt(fanIn(context))) : standard;
    },
  }),
});
