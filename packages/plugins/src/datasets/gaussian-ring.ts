import { defineDataset, type Mixture } from '@ganx/core/plugin';
import { drawMixture, mixtureInfo, sizeOptions } from './gaussian-mixture.js';

/**
 * Gaussians evenly spaced on a circle: the smallest problem on which a GAN loses modes.
 *
 *   center_m = radius * (cos(2 pi m / modes), sin(2 pi m / modes)),  m = 0 .. modes - 1
 *
 * Shapes     [2] float32; the class of a point is its mode.
 * Source     the defaults are those of PacGAN, Lin et al. 2018, arXiv:1712.04086, section 4.1.
 */
export const gaussianRing = defineDataset({
  type: 'gaussian-ring',
  description: 'Points from Gaussians evenly spaced on a circle, with known modes.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      modes: {
        description: 'Number of Gaussians.',
        type: 'integer',
        minimum: 1,
        maximum: 10_000,
        default: 8,
      },
      radius: { description: 'Radius of the circle.', type: 'number', minimum: 0, default: 1 },
      deviation: {
        description: 'Standard deviation of each Gaussian.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.01,
      },
      ...sizeOptions,
    },
  },
  examples: [{ type: 'gaussian-ring' }, { type: 'gaussian-ring', modes: 12, radius: 2, deviation: 0.05 }],
  source: 'Lin et al. 2018, PacGAN, arXiv:1712.04086',
  describe: async (options) => mixtureInfo(ring(options), options),
  load: async (options, { random }) => drawMixture(ring(options), options, random),
});

function ring({ modes, radius, deviation }: { modes: number; radius: number; deviation: number }): Mixture {
  const centers = Array.from({ length: modes }, (_, m) => {
    const angle = (2 * Math.PI * m) / modes;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  return { centers, deviation };
}
