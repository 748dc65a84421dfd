import { defineWeightTransform } from '@ganx/core/plugin';
import { div, mul, reshape } from '@tensorflow/tfjs-core';
import { inputAxes, lengthOver } from './matrix.js';

/**
 * Trains the length and the direction of each output's weights apart.
 *
 *   weight_o = gain_o raw_o / |raw_o|
 *
 * State   gain [outputs], trained; it begins as |raw_o|, so that the first weights are what the layer says.
 * Source  Salimans & Kingma 2016, arXiv:1602.07868, equation 2; without its initialization from data.
 */
export const weightNorm = defineWeightTransform({
  type: 'weight-norm',
  description: "Trains the length and the direction of each output's weights apart.",
  examples: [{ type: 'weight-norm' }],
  source: 'Salimans & Kingma 2016, arXiv:1602.07868',
  create: () => ({
    memory: (context) => ({
      gain: {
        shape: [context.shape[context.outputAxis]!],
        first: (raw) => reshape(lengthOver(raw, inputAxes(context)), [-1]),
        trained: true,
      },
    }),
    apply(raw, { gain }, context) {
      const axes = inputAxes(context);
      const perOutput = context.shape.map((size, axis) => (axis === context.outputAxis ? size : 1));
      return mul(raw, div(reshape(gain!, perOutput), lengthOver(raw, axes)));
    },
  }),
});
