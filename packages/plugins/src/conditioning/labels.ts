import { defineConditioning } from '@ganx/core/plugin';
import { labelOptions, labelVector, withLabels } from '../layers/label-input.js';

/**
 * Both networks are told the class: its label joins their first input, the latent of the generator and the example of the
 * discriminator.
 *
 *   generator      z [B,n] to [z, v] [B,n+K]
 *   discriminator  x [B,n] to [x, v], or x [B,H,W,C] to x with maps of the label as more channels
 *
 * v is the one-hot label or a learned embedding of it. With inject: manual nothing joins by itself; layers such as
 * concat-labels use the labels where they stand.
 *
 * Source  Mirza & Osindero 2014, arXiv:1411.1784.
 */
export const labels = defineConditioning({
  type: 'labels',
  description: 'Both networks are told the class of each example.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      inject: {
        description:
          'input: the label joins the first input of both networks; manual: only layers like concat-labels use it.',
        type: 'string',
        enum: ['input', 'manual'],
        default: 'input',
      },
      ...labelOptions,
    },
  },
  examples: [{ type: 'labels' }, { type: 'labels', embedding: 50 }, { type: 'labels', inject: 'manual' }],
  source: 'Mirza & Osindero 2014, arXiv:1411.1784',
  needs: ['labels'],
  create: (options) => ({
    conditional: true,
    ...(options.inject === 'input' && {
      input: (x, context) =>
        withLabels(x, labelVector(options, [], context, 'conditioning labels'), options, context),
    }),
  }),
});
