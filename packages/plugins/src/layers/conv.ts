import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { convolutionOptions } from './convolution.js';
import { kernelInitializer } from './initializer.js';
import { expectImage } from './input-shape.js';

/**
 * A two-dimensional convolution (a correlation, as everywhere in deep learning).
 *
 *   y[i,j,f] = b[f] + sum over u,v,c of x[i*stride + u - pad, j*stride + v - pad, c] * W[u,v,c,f]
 *
 * Shapes     x [B,H,W,C] to y [B,H',W',filters]; H' = ceil(H / stride) with padding same, ceil((H - kernel + 1) / stride)
 *            with valid; W [kernel,kernel,C,filters].
 * Gradient   reaches x, W and b; twice differentiable.
 */
export const conv = defineLayer({
  type: 'conv',
  description: 'A two-dimensional convolution.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: convolutionOptions,
    required: ['filters'],
  },
  examples: [
    { type: 'conv', filters: 64, kernel: 5, stride: 2 },
    { type: 'conv', filters: 32, kernel: 3, initializer: 'normal', initializerScale: 0.02 },
  ],
  create(options, context) {
    const { filters, kernel, stride, padding, bias } = options;
    const [height, width] = expectImage(context, 'conv');
    if (padding === 'valid' && (kernel > height || kernel > width)) {
      throw new Error(
        `conv with padding valid needs an input of at least ${kernel}x${kernel}, but it is ${height}x${width}. Use padding same or a smaller kernel.`,
      );
    }
    return layers.conv2d({
      name: context.name,
      filters,
      kernelSize: kernel,
      strides: stride,
      padding,
      useBias: bias,
      kernelInitializer: kernelInitializer(options),
    });
  },
});
