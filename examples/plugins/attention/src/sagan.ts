import { ShapeError } from '@ganx/core';
import { defineNetwork, type LayerSpec } from '@ganx/core/plugin';
import { namespace } from './self-attention.js';

/** As a spec of somebody else would name the layer beside this file. */
const attention: LayerSpec = { type: `${namespace}/self-attention` };

/**
 * Small convolutional networks with self-attention at half resolution. With f = baseFilters:
 *
 *   generator      dense H/4*W/4*4f -> norm -> relu -> [H/4,W/4,4f]
 *                  -> larger, conv 2f -> norm -> relu -> attention      [H/2,W/2,2f]
 *                  -> larger, conv f -> norm -> relu                    [H,W,f]
 *                  -> conv C -> tanh or sigmoid                         [H,W,C]
 *   discriminator  conv f, stride 2 -> leaky -> attention               [H/2,W/2,f]
 *                  -> conv 2f, stride 2 -> leaky                        [H/4,W/4,2f]
 *                  -> flat -> dense 1, a raw score
 *
 * Source  Zhang et al. 2019, arXiv:1805.08318, cut down: no residual blocks, no spectral normalization.
 */
export const sagan = defineNetwork({
  type: 'sagan',
  description: 'Small convolutional networks with self-attention at half resolution.',
  roles: ['generator', 'discriminator'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      baseFilters: {
        description: 'Channels of the widest maps; coarser ones have 2 and 4 times as many. At least 1.',
        type: 'integer',
        minimum: 1,
        default: 32,
      },
    },
  },
  examples: [{ type: 'sagan' }, { type: 'sagan', baseFilters: 8 }],
  source: 'Zhang et al. 2019, arXiv:1805.08318',
  // #region layers
  layers({ baseFilters: f }, { role, exampleShape, exampleRange }) {
    const [height, width, channels] = exampleShape;
    if (exampleShape.length !== 3 || height! % 4 !== 0 || width! % 4 !== 0) {
      throw new ShapeError(
        role,
        `sagan makes images whose height and width are multiples of 4, but an example is [${exampleShape.join(', ')}]. Resize the data, or write the layers out.`,
      );
    }
    if (role === 'discriminator') {
      const down = (filters: number): LayerSpec[] => [
        { type: 'conv', filters, kernel: 4, stride: 2 },
        { type: 'leaky-relu', slope: 0.2 },
      ];
      return [...down(f), attention, ...down(2 * f), { type: 'flatten' }, { type: 'dense', units: 1 }];
    }
    const norm: LayerSpec[] = [{ type: 'batch-norm' }, { type: 'relu' }];
    const up = (filters: number): LayerSpec[] => [
      { type: 'upsample' },
      { type: 'conv', filters, kernel: 3, bias: false },
      ...norm,
    ];
    return [
      { type: 'dense', units: (height! / 4) * (width! / 4) * 4 * f, bias: false },
      ...norm,
      { type: 'reshape', shape: [height! / 4, width! / 4, 4 * f] },
      ...up(2 * f),
      attention,
      ...up(f),
      { type: 'conv', filters: channels!, kernel: 3 },
      { type: exampleRange && exampleRange[0] === 0 ? 'sigmoid' : 'tanh' },
    ];
  },
  // #endregion
});
