import { OptionsError } from '@ganx/core';
import { defineConditioning } from '@ganx/core/plugin';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { labelOptions, labelVector, withLabels } from '../layers/label-input.js';

/**
 * The discriminator's score is what it says of the example, and how well the example's features fit the class:
 *
 *   score(x, y) = score(x) + < embed(y), features(x) >
 *
 * where the features [B,n] are what enters its last layer and embed(y) is a learned vector per class. The label joins the
 * latents of the generator, or with inject: manual only layers that read it use it.
 *
 * Gradient   reaches the embedding and the features.
 * Source     Miyato & Koyama 2018, arXiv:1802.05637, equation 3.
 */
export const projection = defineConditioning({
  type: 'projection',
  description: "The discriminator's score adds how well an example's features fit its class.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      inject: {
        description:
          'input: the label joins the latents of the generator; manual: only layers like concat-labels use it there.',
        type: 'string',
        enum: ['input', 'manual'],
        default: 'input',
      },
      embedding: labelOptions.embedding,
    },
  },
  examples: [{ type: 'projection' }, { type: 'projection', embedding: 32 }],
  source: 'Miyato & Koyama 2018, arXiv:1802.05637',
  needs: ['labels'],
  create: (options) => ({
    conditional: true,
    input: (x, context) =>
      options.inject === 'manual' || context.role === 'discriminator'
        ? x
        : withLabels(
            x,
            labelVector(options, [], context, 'conditioning projection'),
            { maps: 'learned', channels: 1 },
            context,
          ),
    head(features, score, { name, inputShape, labels }) {
      if (inputShape.length !== 1) {
        throw new OptionsError(
          'type',
          `projection needs flat features [n] before the discriminator's last layer, but they are [${inputShape.join(', ')}]. End the discriminator with global-average-pool or flatten, then { type: dense, units: 1 }.`,
        );
      }
      const embedded = layers
        .dense({ name: `${name}/embedding`, units: inputShape[0]!, useBias: false })
        .apply(labels!.input) as SymbolicTensor;
      const fit = layers.dot({ name: `${name}/fit`, axes: 1 }).apply([embedded, features]) as SymbolicTensor;
      return layers.add({ name }).apply([score, fit]) as SymbolicTensor;
    },
  }),
});
