import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { expectTiled, poolSizeOption } from './pooling.js';

/**
 * The largest value of each window.
 *
 *   y[i,j] = max over u,v < size of x[i*size + u, j*size + v]
 *
 * Shapes     x [B,H,W,C] to y [B,H/size,W/size,C].
 * Gradient   reaches the largest value of each window; twice differentiable.
 */
export const maxPool = defineLayer({
  type: 'max-pool',
  description: 'Makes an image smaller by taking the largest value of each window.',
  options: { type: 'object', additionalProperties: false, properties: { size: poolSizeOption } },
  examples: [{ type: 'max-pool' }],
  create({ size }, context) {
    expectTiled(context, 'max-pool', size);
    return layers.maxPooling2d({ name: context.name, poolSize: size, strides: size });
  },
});
