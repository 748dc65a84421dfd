import { defineLayer } from '@ganx/core/plugin';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { initializerOptions, kernelInitializer } from './initializer.js';
import { expectFlat } from './input-shape.js';

/**
 * The largest of several linear functions, per unit.
 *
 *   y[u] = max over p of ( sum_n x[n] W[n,p,u] + b[p,u] )
 *
 * Shapes     x [B,n] to y [B,units]; W [n,pieces*units] (the units of piece 0 first), b [pieces*units].
 * Gradient   reaches the piece that wins; where pieces tie, each of them gets all of it. Twice differentiable.
 * Source     Goodfellow et al. 2013, arXiv:1302.4389. The first GAN's discriminator is 240 units of 5 pieces, twice.
 */
export const maxout = defineLayer({
  type: 'maxout',
  description: 'The largest of several linear functions, per unit.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      units: { description: 'Size of the output, at least 1.', type: 'integer', minimum: 1 },
      pieces: {
        description: 'Linear functions per unit, at least 2.',
        type: 'integer',
        minimum: 2,
        default: 2,
      },
      bias: {
        description: 'Whether each linear function has a learned bias.',
        type: 'boolean',
        default: true,
      },
      ...initializerOptions,
    },
    required: ['units'],
  },
  examples: [{ type: 'maxout', units: 240, pieces: 5, initializer: 'uniform', initializerScale: 0.005 }],
  source: 'Goodfellow et al. 2013, arXiv:1302.4389',
  create(options, context) {
    const { units, pieces, bias } = options;
    const { name } = context;
    expectFlat(context, 'maxout');
    const linear = layers.dense({
      name,
      units: units * pieces,
      useBias: bias,
      kernelInitializer: kernelInitializer(options),
    });
    const split = layers.reshape({ name: `${name}/pieces`, targetShape: [pieces, units] });
    const largest = layers.globalMaxPooling1d({ name: `${name}/max` });
    return (x) => largest.apply(split.apply(linear.apply(x))) as SymbolicTensor;
  },
});
