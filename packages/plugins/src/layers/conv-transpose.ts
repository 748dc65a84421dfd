import { defineLayer } from '@ganx/core/plugin';
import { layers } from '@tensorflow/tfjs-layers';
import { convolutionOptions } from './convolution.js';
import { kernelInitializer } from './initializer.js';
import { expectImage } from './input-shape.js';

/**
 * The transpose of a convolution, which makes an image larger: the linear map that carries the gradient of a convolution
 * with the same kernel, stride and padding from its output to its input.
 *
 * Shapes     x [B,H,W,C] to y [B,H',W',filters]; H' = H * stride with padding same, H * stride + max(kernel - stride, 0)
 *            with valid; W [kernel,kernel,filters,C].
 * Gradient   reaches x, W and b; twice differentiable.
 * Note       a kernel that is no multiple of the stride writes some pixels more often than others (checkerboards).
 * Source     Dumoulin & Visin 2016, arXiv:1603.07285, chapter 4.
 */
export const convTranspose = defineLayer({
  type: 'conv-transpose',
  description: 'A transposed convolution: makes an image larger by its stride.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: convolutionOptions,
    required: ['filters'],
  },
  examples: [{ type: 'conv-transpose', filters: 64, kernel: 5, stride: 2, bias: false }],
  source: 'Dumoulin & Visin 2016, arXiv:1603.07285',
  create(options, context) {
    const { filters, kernel, stride, padding, bias } = options;
    expectImage(context, 'conv-transpose');
    return layers.conv2dTranspose({
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
