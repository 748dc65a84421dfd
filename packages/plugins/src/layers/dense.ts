import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { initializerOptions, kernelInitializer } from './initializer.js';
import { expectFlat } from './input-shape.js';

/**
 * A fully connected layer.
 *
 *   y = x W + b
 *
 * Shapes     x [B,n] to y [B,units]; W [n,units], b [units].
 * Gradient   reaches x, W and b; twice differentiable.
 */
export const dense = defineLayer({
  type: 'dense',
  description: 'A fully connected layer: y = x W + b.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      units: { description: 'Size of the output.', type: 'integer', minimum: 1 },
      bias: {
        description: 'Whether to add a learned bias. Useless right before batch-norm.',
        type: 'boolean',
        default: true,
      },
      ...initializerOptions,
    },
    required: ['units'],
  },
  examples: [
    { type: 'dense', units: 128 },
    { type: 'dense', units: 1200, initializer: 'uniform', initializerScale: 0.05 },
  ],
  create(options, context) {
    expectFlat(context, 'dense');
    return layers.dense({
      name: context.name,
      units: options.units,
      useBias: options.bias,
      kernelInitializer: kernelInitializer(options),
    });
  },
});
