import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * Normalization of each feature or channel over the batch.
 *
 *   training    y = gamma (x - mean) / sqrt(variance + epsilon) + beta, mean and (biased) variance over all axes but the last
 *               moving = momentum moving + (1 - momentum) of this batch, for mean and variance
 *   otherwise   the same with the moving mean and variance
 *
 * Shapes     x [B,...,C] to y of the same shape; gamma, beta, moving mean and variance [C].
 * Gradient   reaches x (through mean and variance too), gamma and beta; twice differentiable. It mixes the examples of a
 *            batch, so a per-example `gradient-penalty` does not go with it in a discriminator: use `layer-norm` there.
 * Source     Ioffe & Szegedy 2015, arXiv:1502.03167.
 */
export const batchNorm = defineLayer({
  type: 'batch-norm',
  description: 'Normalizes each feature or channel over the batch.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      momentum: {
        description:
          'Share of the moving mean and variance that is kept at each call in training, in [0, 1).',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.99,
      },
      epsilon: {
        description: 'Added to the variance, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1e-3,
      },
    },
  },
  examples: [{ type: 'batch-norm' }, { type: 'batch-norm', momentum: 0.9 }],
  source: 'Ioffe & Szegedy 2015, arXiv:1502.03167',
  mixesSamples: true,
  withoutMixing: { type: 'layer-norm' },
  adviceCodes: {
    GANX_ADVICE_NORMALIZED_SCORES:
      'The discriminator ends in a layer that gives every batch the same mean score.',
  },
  advice(_options, { layer, networks, path }) {
    const end = networks.discriminator.layers.findLast(({ arranges }) => !arranges);
    if (layer === undefined || layer !== end) return [];
    const message =
      'The discriminator ends in "batch-norm". Real and generated examples pass it as batches of their own, so that both have the same mean score, beta, whatever they are: the discriminator cannot tell them apart. End it in its last weighted layer.';
    return [
      {
        code: 'GANX_ADVICE_NORMALIZED_SCORES',
        message,
        source: 'Radford et al. 2016, section 3: no batch norm at the ends of the networks',
        override: `~${path}`,
      },
    ];
  },
  create: ({ momentum, epsilon }, { name }) => layers.batchNormalization({ name, momentum, epsilon }),
});
