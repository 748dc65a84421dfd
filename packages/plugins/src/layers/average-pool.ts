import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { expectTiled, poolSizeOption } from './pooling.js';

/**
 * The average of each window.
 *
 *   y[i,j] = mean over u,v < size of x[i*size + u, j*size + v]
 *
 * Shapes     x [B,H,W,C] to y [B,H/size,W/size,C].
 * Gradient   linear in x; twice differentiable.
 */
export const averagePool = defineLayer({
  type: 'average-pool',
  description: 'Makes an image smaller by averaging over windows.',
  options: { type: 'object', additionalProperties: false, properties: { size: poolSizeOption } },
  examples: [{ type: 'average-pool' }],
  create({ size }, context) {
    expectTiled(context, 'average-pool', size);
    return layers.averagePooling2d({ name: context.name, poolSize: size, strides: size });
  },
});
