import { OptionsError } from '@ganx/core';
import { defineLayer } from '@ganx/core/plugin';
import { labelOptions, labelVector, withLabels } from './label-input.js';

/**
 * Puts the example's class label behind its features.
 *
 *   flat    y = [x, v]
 *   image   y = [x, m] along the channels; m = the maps that a learned dense layer makes of v, or v at every pixel
 *
 * Shapes     x [B,n] to [B,n+K], or [B,H,W,C] to [B,H,W,C+channels] (learned maps) or [B,H,W,C+K] (constant maps);
 *            v [B,K] is the one-hot label, a learned embedding of it, or what `layers` make of it.
 * Gradient   reaches x and whatever is learned about the labels.
 * Source     Mirza & Osindero 2014, arXiv:1411.1784: y through a layer of its own, then joined.
 */
export const concatLabels = defineLayer({
  type: 'concat-labels',
  description: "Puts the example's class label behind its features, or beside them as maps.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      ...labelOptions,
      layers: {
        description:
          'Layers that the one-hot label passes through before it joins; they must end in a flat shape.',
        type: 'array',
        default: [],
        'x-ganx-component-list': 'layer',
      },
    },
  },
  examples: [
    { type: 'concat-labels' },
    { type: 'concat-labels', embedding: 50 },
    { type: 'concat-labels', maps: 'constant' },
    { type: 'concat-labels', layers: [{ type: 'dense', units: 1000 }, { type: 'relu' }] },
  ],
  source: 'Mirza & Osindero 2014, arXiv:1411.1784',
  needs: ['conditioning'],
  create(options, context) {
    const branch = options.layers;
    if (branch.length > 0 && options.embedding !== undefined) {
      throw new OptionsError(
        'embedding',
        'Give embedding or layers, not both; a first dense layer is an embedding.',
      );
    }
    return (x) => withLabels(x, labelVector(options, branch, context, 'concat-labels'), options, context);
  },
});
