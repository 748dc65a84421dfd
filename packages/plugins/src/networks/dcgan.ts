import { ShapeError } from '@ganx/core';
import { defineNetwork, type LayerSpec } from '@ganx/core/plugin';
import { initializerOptions } from '../layers/initializer.js';
import { outputActivation, outputActivationOption } from './activation.js';

/**
 * Convolutional networks for images whose height and width are multiples of 4. With f = baseFilters:
 *
 *   generator      dense H/4*W/4*4f -> norm -> leaky -> [H/4,W/4,4f]
 *                  -> conv-transpose 2f, stride 1 -> norm -> leaky            [H/4,W/4,2f]
 *                  -> conv-transpose f, stride 2 -> norm -> leaky             [H/2,W/2,f]
 *                  -> conv-transpose C, stride 2 -> output activation         [H,W,C]
 *   discriminator  conv f, stride 2 -> leaky -> dropout                       [H/2,W/2,f]
 *                  -> conv 2f, stride 2 -> leaky -> dropout                   [H/4,W/4,2f]
 *                  -> flat -> dense 1, a raw score
 *
 * With 28x28x1 images and the defaults these are the networks of the TensorFlow tutorial "Deep Convolutional Generative
 * Adversarial Network": no biases in the generator, a slope of 0.3, a dropout of 0.3.
 *
 * Source  Radford et al. 2016, arXiv:1511.06434; the tutorial, tensorflow/docs, site/en/tutorials/generative/dcgan.ipynb.
 */
export const dcgan = defineNetwork({
  type: 'dcgan',
  description: 'Convolutional networks for images whose height and width are multiples of 4.',
  roles: ['generator', 'discriminator'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      baseFilters: {
        description:
          'Channels at half resolution; the coarser layers have 2 and 4 times as many. At least 1.',
        type: 'integer',
        minimum: 1,
        default: 64,
      },
      kernel: {
        description: 'Side of the square kernels, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 5,
      },
      slope: {
        description: 'Slope of leaky-relu below zero, in [0, 1].',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.3,
      },
      dropout: {
        description:
          'Share of the features that the discriminator drops in training, in [0, 1); 0 is none. The generator has no dropout.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0.3,
      },
      batchNorm: {
        description: 'Whether the generator normalizes over the batch. The discriminator never does.',
        type: 'boolean',
        default: true,
      },
      outputActivation: outputActivationOption,
      ...initializerOptions,
    },
  },
  examples: [{ type: 'dcgan' }, { type: 'dcgan', baseFilters: 32, dropout: 0.4 }],
  source: 'Radford et al. 2016, arXiv:1511.06434',
  layers(options, { role, exampleShape, exampleRange }) {
    const [height, width, channels] = exampleShape;
    if (exampleShape.length !== 3 || height! % 4 !== 0 || width! % 4 !== 0) {
      throw new ShapeError(
        role,
        `dcgan makes images [height, width, channels] whose height and width are multiples of 4, but an example is [${exampleShape.join(', ')}]. Resize the data, use mlp, or write the layers out.`,
      );
    }
    const { baseFilters: f, kernel, slope, dropout, batchNorm, initializer, initializerScale } = options;
    const start = { initializer, ...(initializerScale === undefined ? {} : { initializerScale }) };
    const leaky = { type: 'leaky-relu', slope };
    if (role === 'discriminator') {
      const down = (filters: number): LayerSpec[] => [
        { type: 'conv', filters, kernel, stride: 2, ...start },
        leaky,
        ...(dropout > 0 ? [{ type: 'dropout', rate: dropout }] : []),
      ];
      return [...down(f), ...down(2 * f), { type: 'flatten' }, { type: 'dense', units: 1, ...start }];
    }
    const norm = batchNorm ? [{ type: 'batch-norm' }, leaky] : [leaky];
    const [h, w] = [height! / 4, width! / 4];
    const up = (filters: number, stride: number): LayerSpec => ({
      type: 'conv-transpose',
      filters,
      kernel,
      stride,
      bias: false,
      ...start,
    });
    return [
      { type: 'dense', units: h * w * 4 * f, bias: false, ...start },
      ...norm,
      { type: 'reshape', shape: [h, w, 4 * f] },
      up(2 * f, 1),
      ...norm,
      up(f, 2),
      ...norm,
      up(channels!, 2),
      ...outputActivation(options.outputActivation, exampleRange),
    ];
  },
});
